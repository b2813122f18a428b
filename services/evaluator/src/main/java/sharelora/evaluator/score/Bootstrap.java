package sharelora.evaluator.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Percentile bootstrap (Efron 1979): figures again on {@value #RESAMPLES} resamples of the records, with replacement; the
 * interval lies between their 2.5 % and 97.5 % quantiles. The seed is fixed and {@link Random}'s sequence is part of
 * Java's specification, so equal predictions have equal intervals everywhere.
 */
final class Bootstrap {

    private static final int RESAMPLES = 1_000;
    private static final long SEED = 20_240_610;
    private static final int LOW = RESAMPLES * 25 / 1_000 - 1;
    private static final int HIGH = RESAMPLES * 975 / 1_000 - 1;

    private Bootstrap() {}

    /**
     * An interval for each figure, in their order.
     *
     * @param n records, at least one
     * @param metrics of the records at these n indices, some of them repeated; as many figures at every call
     */
    static List<Interval> intervals(int n, Function<int[], double[]> metrics) {
        Random random = new Random(SEED);
        double[][] values = new double[RESAMPLES][];
        int[] drawn = new int[n];
        for (int r = 0; r < RESAMPLES; r++) {
            for (int i = 0; i < n; i++) {
                drawn[i] = random.nextInt(n);
            }
            values[r] = metrics.apply(drawn);
        }
        List<Interval> intervals = new ArrayList<>();
        for (int f = 0; f < values[0].length; f++) {
            intervals.add(quantiles(values, f));
        }
        return intervals;
    }

    private static Interval quantiles(double[][] values, int figure) {
        double[] sorted =
                Arrays.stream(values).mapToDouble(each -> each[figure]).sorted().toArray();
        return new Interval(sorted[LOW], sorted[HIGH]);
    }
}
