package sharelora.evaluator.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sharelora.engine.task.Predictions;
import sharelora.models.suite.ContinuedPrompts;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

/** One subject's predictions as they come, in record order. */
final class PredictionBuffer {

    private final List<Integer> predictions = new ArrayList<>();
    private final List<Integer> said = new ArrayList<>();
    private final List<Boolean> exact = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final List<List<Integer>> continued = new ArrayList<>();
    private double lossSum;

    void add(Predictions more) {
        Arrays.stream(more.classes()).forEach(predictions::add);
        Arrays.stream(more.said()).forEach(said::add);
        Arrays.stream(more.values()).forEach(values::add);
        for (double loss : more.losses()) {
            losses.add(loss);
            lossSum += loss;
        }
    }

    /**
     * How the records that were added last were gone on with.
     *
     * @param more whether that says their completions to their ends
     */
    void add(List<int[]> tokens, boolean[] more) {
        tokens.stream()
                .limit(ContinuedPrompts.MOST - continued.size())
                .forEach(each -> continued.add(Arrays.stream(each).boxed().toList()));
        for (boolean each : more) {
            exact.add(each);
        }
    }

    /** Tokens that the first records were gone on with, as many as are shown. */
    List<List<Integer>> continued() {
        return List.copyOf(continued);
    }

    int records() {
        return losses.size();
    }

    Measurement measurement(Subject subject) {
        return new Measurement(
                subject,
                List.copyOf(predictions),
                lossSum,
                List.copyOf(losses),
                List.copyOf(values),
                List.copyOf(said),
                List.copyOf(exact));
    }
}
