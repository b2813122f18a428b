package sharelora.engine.drift;

/**
 * That the stream has changed.
 *
 * @param by the detector, or {@link #QUARANTINE}
 * @param figure by which it was noticed
 * @param before the figure before the change: the mean of batches, or what it was at the most
 * @param after the figure since: the mean of batches, or that of this one
 */
public record Alarm(String by, String figure, double before, double after) {

    /** More batches in a row were outliers than quarantine holds back. */
    public static final String QUARANTINE = "quarantine";
}
