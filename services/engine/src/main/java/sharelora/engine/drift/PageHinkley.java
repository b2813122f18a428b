package sharelora.engine.drift;

import java.util.Optional;

/**
 * The test of Page (1954) and Hinkley (1971) for a rise: what the numbers lie above their mean so far is summed, and there
 * is a change where the sum is far above the smallest that it was. After one it begins anew.
 *
 * @param tolerance of each number's difference from the mean, at least 0
 * @param threshold what the sum is above its smallest at the most, positive
 * @param all numbers so far
 * @param low those up to the smallest sum
 * @param sum of differences, less the tolerance each
 * @param least the smallest sum
 */
public record PageHinkley(double tolerance, double threshold, Total all, Total low, double sum, double least)
        implements Detector {

    /** The tolerance of a job that names none. */
    public static final double USUAL_TOLERANCE = 0.005;

    /** The threshold of a job that names none. */
    public static final double USUAL_THRESHOLD = 5;

    public PageHinkley {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", expected a number in [0, 1)");
        }
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("threshold is " + threshold + ", expected a positive number");
        }
    }

    /** One that has seen nothing. */
    public PageHinkley(double tolerance, double threshold) {
        this(tolerance, threshold, Total.NONE, Total.NONE, 0, 0);
    }

    /**
     * Some numbers.
     *
     * @param size how many
     * @param total their sum
     */
    public record Total(long size, double total) {

        static final Total NONE = new Total(0, 0);

        Total with(double value) {
            return new Total(size + 1, total + value);
        }

        Total without(Total others) {
            return new Total(size - others.size, total - others.total);
        }

        double mean() {
            return total / size;
        }
    }

    @Override
    public Seen see(double value) {
        Total with = all.with(value);
        double now = sum + (value - with.mean() - tolerance);
        if (all.size() == 0 || now < least) {
            return new Seen(new PageHinkley(tolerance, threshold, with, with, now, now), Optional.empty());
        }
        if (now - least > threshold) {
            return new Seen(
                    anew(), Optional.of(new Rise(low.mean(), with.without(low).mean())));
        }
        return new Seen(new PageHinkley(tolerance, threshold, with, low, now, least), Optional.empty());
    }

    @Override
    public Detector anew() {
        return new PageHinkley(tolerance, threshold);
    }
}
