package sharelora.evaluator.worker;

import java.util.ArrayList;
import java.util.List;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/** One subject's predictions as they come, in record order. */
final class Tally {

    private final Subject subject;
    private final List<Integer> predictions = new ArrayList<>();
    private double lossSum;

    Tally(Subject subject) {
        this.subject = subject;
    }

    void add(int[] classes, double[] losses) {
        for (int i = 0; i < classes.length; i++) {
            predictions.add(classes[i]);
            lossSum += losses[i];
        }
    }

    Measurement measurement() {
        return new Measurement(subject, predictions, lossSum);
    }
}
