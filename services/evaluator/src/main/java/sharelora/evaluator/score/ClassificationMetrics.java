package sharelora.evaluator.score;

import java.util.List;
import sharelora.schemas.Metric;
import sharelora.schemas.MetricName;

/** From predictions to the metrics of a result: accuracy, macro-f1, mcc and loss, in that order. */
public final class ClassificationMetrics {

    private ClassificationMetrics() {}

    /**
     * Accuracy has Wilson's interval, the others the bootstrap's; loss has none where only its sum was kept. OccurringClasses that
     * are neither true nor predicted count in none of them.
     *
     * @param targets true classes, n of them
     * @param lossSum of the n records' cross-entropies
     * @return empty where there is no record
     */
    public static List<Metric> of(int[] targets, SubjectPredictions answered, double lossSum) {
        int n = targets.length;
        if (answered.predictions().length != n) {
            throw new IllegalArgumentException(answered.predictions().length + " predictions, expected " + n);
        }
        if (n == 0) {
            return List.of();
        }
        OccurringClasses classes = OccurringClasses.of(targets, answered.predictions());
        int[] cells = classes.cells(targets, answered.predictions());
        ConfusionMatrix confusion = classes.confusion(cells);
        List<Interval> intervals = Bootstrap.intervals(n, drawn -> {
            ConfusionMatrix resample = classes.confusion(cells, drawn);
            return new double[] {resample.macroF1(), resample.mcc(), answered.meanLoss(drawn)};
        });
        int correct = confusion.correct();
        return List.of(
                metric(MetricName.ACCURACY, (double) correct / n, Interval.wilson(correct, n), n),
                metric(MetricName.MACRO_F1, confusion.macroF1(), intervals.get(0), n),
                metric(MetricName.MCC, confusion.mcc(), intervals.get(1), n),
                answered.hasLosses()
                        ? metric(MetricName.LOSS, lossSum / n, intervals.get(2), n)
                        : new Metric(MetricName.LOSS.id(), lossSum / n, null, null, n));
    }

    private static Metric metric(MetricName name, double value, Interval interval, int n) {
        return new Metric(name.id(), value, interval.low(), interval.high(), n);
    }
}
