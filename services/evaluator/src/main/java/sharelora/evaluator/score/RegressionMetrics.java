package sharelora.evaluator.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;
import sharelora.schemas.MetricName;

/**
 * From numbers that were said to the metrics of a result: Pearson's and Spearman's correlation and the mean squared
 * error, in that order, with the bootstrap's intervals.
 *
 * <p>The correlations are Commons Math's: {@code org.nd4j.evaluation.regression.RegressionEvaluation} sums in float32,
 * takes seconds for the bootstrap's thousand resamples, and knows no Spearman.
 */
public final class RegressionMetrics {

    private static final List<MetricName> NAMES = List.of(MetricName.PEARSON, MetricName.SPEARMAN, MetricName.MSE);

    private RegressionMetrics() {}

    /**
     * One subject's. A correlation is 0 where all scores are equal, or all that was said.
     *
     * @param scores true values, n of them
     * @param values that the subject said, n of them
     * @return empty where there is no record
     */
    public static List<Metric> metrics(double[] scores, double[] values) {
        requireAsMany(scores, values);
        List<Metric> metrics = new ArrayList<>();
        double[] all = figures(scores, values);
        List<Interval> intervals = intervals(scores.length, drawn -> figures(at(scores, drawn), at(values, drawn)));
        for (int i = 0; i < intervals.size(); i++) {
            Interval interval = intervals.get(i);
            metrics.add(new Metric(NAMES.get(i).id(), all[i], interval.low(), interval.high(), scores.length));
        }
        return List.copyOf(metrics);
    }

    /**
     * How much a candidate's metrics lie above another's on the same records, by paired bootstrap.
     *
     * @return empty where there is no record
     */
    public static List<Difference> differences(double[] scores, double[] candidate, double[] other) {
        requireAsMany(scores, candidate);
        requireAsMany(scores, other);
        Function<int[], double[]> gaps = drawn -> {
            double[] ours = figures(at(scores, drawn), at(candidate, drawn));
            double[] theirs = figures(at(scores, drawn), at(other, drawn));
            return IntStream.range(0, ours.length)
                    .mapToDouble(i -> ours[i] - theirs[i])
                    .toArray();
        };
        List<Difference> differences = new ArrayList<>();
        double[] all = gaps.apply(IntStream.range(0, scores.length).toArray());
        List<Interval> intervals = intervals(scores.length, gaps);
        for (int i = 0; i < intervals.size(); i++) {
            Interval interval = intervals.get(i);
            differences.add(new Difference(
                    NAMES.get(i).id(),
                    all[i],
                    interval.low(),
                    interval.high(),
                    scores.length,
                    PairedDifferences.BY_BOOTSTRAP,
                    null));
        }
        return List.copyOf(differences);
    }

    private static List<Interval> intervals(int n, Function<int[], double[]> figures) {
        return n == 0 ? List.of() : Bootstrap.intervals(n, figures);
    }

    private static double[] figures(double[] scores, double[] values) {
        double squares = 0;
        for (int i = 0; i < scores.length; i++) {
            squares += (values[i] - scores[i]) * (values[i] - scores[i]);
        }
        boolean constant = isConstant(scores) || isConstant(values);
        return new double[] {
            constant ? 0 : new PearsonsCorrelation().correlation(scores, values),
            constant ? 0 : new SpearmansCorrelation().correlation(scores, values),
            squares / scores.length
        };
    }

    private static boolean isConstant(double[] numbers) {
        return Arrays.stream(numbers).allMatch(number -> number == numbers[0]);
    }

    private static double[] at(double[] numbers, int[] drawn) {
        return Arrays.stream(drawn).mapToDouble(i -> numbers[i]).toArray();
    }

    private static void requireAsMany(double[] scores, double[] values) {
        if (values.length != scores.length) {
            throw new IllegalArgumentException(values.length + " values, expected " + scores.length);
        }
    }
}
