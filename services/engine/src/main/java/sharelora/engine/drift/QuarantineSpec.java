package sharelora.engine.drift;

/**
 * Which batches a job does not learn: those whose loss or gradient norm is far above that of earlier batches.
 *
 * @param sigma standard deviations of the logarithm above its mean, positive
 * @param burnIn batches that are learned before any is held back; what is older counts ever less
 */
public record QuarantineSpec(double sigma, int burnIn) {

    /** Batches in a row that are held back at the most: the next one is a change of the stream. */
    public static final int MOST_IN_A_ROW = 3;

    /** The sigma of a job that names none. */
    public static final double USUAL_SIGMA = 6;

    /** The burn-in of a job that names none. */
    public static final int USUAL_BURN_IN = 200;

    /** The smallest burn-in: the spread of fewer numbers says little. */
    public static final int LEAST_BURN_IN = 10;

    /** The largest burn-in. */
    public static final int MOST_BURN_IN = 1_000_000;

    public QuarantineSpec {
        if (!isSigma(sigma)) {
            throw new IllegalArgumentException("sigma is " + sigma + ", expected a number above 0, up to 1000");
        }
        if (burnIn < LEAST_BURN_IN || burnIn > MOST_BURN_IN) {
            throw new IllegalArgumentException(
                    "quarantine burnIn is " + burnIn + ", expected " + LEAST_BURN_IN + " to " + MOST_BURN_IN);
        }
    }

    /** Whether something can be so many standard deviations away. */
    public static boolean isSigma(double sigma) {
        return sigma > 0 && sigma <= 1000;
    }
}
