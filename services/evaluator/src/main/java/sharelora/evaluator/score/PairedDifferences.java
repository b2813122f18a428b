package sharelora.evaluator.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.schemas.Difference;
import sharelora.schemas.MetricName;

/**
 * How much one subject's metrics lie above another's, record by record. Both answered the same records, so what makes a
 * record easy or hard cancels out, and the interval is narrower than the two subjects' own.
 */
public final class PairedDifferences {

    static final String BY_BOOTSTRAP = "paired-bootstrap";

    private PairedDifferences() {}

    /**
     * Differences of accuracy (McNemar), macro F1, MCC and, where both have losses, loss (paired bootstrap), in this order.
     *
     * @param targets true classes, n of them
     * @return empty where there is no record
     */
    public static List<Difference> of(int[] targets, SubjectPredictions candidate, SubjectPredictions other) {
        int n = targets.length;
        if (candidate.predictions().length != n || other.predictions().length != n) {
            throw new IllegalArgumentException(candidate.predictions().length + " and " + other.predictions().length
                    + " predictions, expected " + n + " each");
        }
        if (n == 0) {
            return List.of();
        }
        List<Difference> differences = new ArrayList<>();
        differences.add(McNemar.of(targets, candidate.predictions(), other.predictions())
                .difference(MetricName.ACCURACY));
        List<MetricName> names = candidate.hasLosses() && other.hasLosses()
                ? List.of(MetricName.MACRO_F1, MetricName.MCC, MetricName.LOSS)
                : List.of(MetricName.MACRO_F1, MetricName.MCC);
        Function<int[], double[]> gaps = gaps(targets, candidate, other);
        double[] all = gaps.apply(IntStream.range(0, n).toArray());
        List<Interval> intervals = Bootstrap.intervals(n, gaps);
        for (int i = 0; i < names.size(); i++) {
            Interval interval = intervals.get(i);
            differences.add(
                    new Difference(names.get(i).id(), all[i], interval.low(), interval.high(), n, BY_BOOTSTRAP, null));
        }
        return List.copyOf(differences);
    }

    /** Of macro F1, MCC and loss, on the records at the indices that are handed in. */
    private static Function<int[], double[]> gaps(
            int[] targets, SubjectPredictions candidate, SubjectPredictions other) {
        OccurringClasses classes = OccurringClasses.of(targets, candidate.predictions(), other.predictions());
        int[] mine = classes.cells(targets, candidate.predictions());
        int[] others = classes.cells(targets, other.predictions());
        return drawn -> {
            ConfusionMatrix ours = classes.confusion(mine, drawn);
            ConfusionMatrix theirs = classes.confusion(others, drawn);
            return new double[] {
                ours.macroF1() - theirs.macroF1(),
                ours.mcc() - theirs.mcc(),
                candidate.meanLoss(drawn) - other.meanLoss(drawn)
            };
        };
    }
}
