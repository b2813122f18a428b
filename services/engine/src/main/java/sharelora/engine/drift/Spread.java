package sharelora.engine.drift;

/**
 * Mean and variance of the logarithms of positive numbers (Welford 1962), of all of them at first, then with those that are
 * older counting ever less.
 *
 * @param size numbers so far, at most the memory
 * @param mean of the logarithms
 * @param variance of them
 */
public record Spread(int size, double mean, double variance) {

    /** Of no number. */
    static final Spread NONE = new Spread(0, 0, 0);

    /** Smaller numbers count as this one: 0 has no logarithm. */
    private static final double LEAST = 1e-12;

    /** The standard deviation is taken to be at least this, so that numbers that were almost equal hold nothing back. */
    private static final double LEAST_DEVIATION = 0.01;

    /**
     * With one more.
     *
     * @param memory how many count fully; from then on each new one has this share of one
     */
    Spread with(double value, int memory) {
        int count = Math.min(size + 1, memory);
        double share = 1.0 / count;
        double apart = StrictMath.log(StrictMath.max(value, LEAST)) - mean;
        return new Spread(count, mean + share * apart, (1 - share) * (variance + share * apart * apart));
    }

    /** The number that lies so many standard deviations above the mean. */
    double limit(double sigma) {
        double deviation = StrictMath.max(StrictMath.sqrt(variance), LEAST_DEVIATION);
        return StrictMath.exp(mean + sigma * deviation);
    }
}
