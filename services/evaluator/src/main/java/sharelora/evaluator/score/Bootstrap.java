package sharelora.evaluator.score;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Percentile bootstrap (Efron 1979): the metric again on {@value #RESAMPLES} resamples of the records, with replacement;
 * the interval lies between their 2.5 % and 97.5 % quantiles. The seed is fixed and {@link Random}'s sequence is part of
 * Java's specification, so equal predictions have equal intervals everywhere.
 */
final class Bootstrap {

    private static final int RESAMPLES = 1_000;
    private static final long SEED = 20_240_610;
    private static final int LOW = RESAMPLES * 25 / 1_000 - 1;
    private static final int HIGH = RESAMPLES * 975 / 1_000 - 1;

    private Bootstrap() {}

    /**
     * An interval for each of the metrics, in their order.
     *
     * @param cells of the records, of which there is at least one, as {@link Confusion#cell} numbers them
     */
    static List<Interval> intervals(int classes, int[] cells, List<ToDoubleFunction<Confusion>> metrics) {
        Random random = new Random(SEED);
        double[][] values = new double[metrics.size()][RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            int[] counts = new int[classes * classes];
            for (int i = 0; i < cells.length; i++) {
                counts[cells[random.nextInt(cells.length)]]++;
            }
            Confusion resample = new Confusion(classes, counts);
            for (int m = 0; m < values.length; m++) {
                values[m][r] = metrics.get(m).applyAsDouble(resample);
            }
        }
        return Arrays.stream(values)
                .map(each -> {
                    Arrays.sort(each);
                    return new Interval(each[LOW], each[HIGH]);
                })
                .toList();
    }
}
