package sharelora.evaluator.worker;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.inference.Predictions;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/** One subject's predictions as they come, in record order. */
final class Tally {

    private final List<Integer> predictions = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private double lossSum;

    void add(Predictions more) {
        for (int i = 0; i < more.classes().length; i++) {
            predictions.add(more.classes()[i]);
            losses.add(more.losses()[i]);
            lossSum += more.losses()[i];
        }
    }

    int records() {
        return predictions.size();
    }

    Measurement measurement(Subject subject) {
        return new Measurement(subject, List.copyOf(predictions), lossSum, List.copyOf(losses));
    }
}
