package sharelora.engine.drift;

/**
 * Why a batch is not learned.
 *
 * @param figure {@link #LOSS} or {@link #GRADIENT_NORM}
 * @param value of the batch
 * @param limit what it would have been at the most
 */
public record Outlier(String figure, double value, double limit) {

    /** The mean loss of the new records. */
    public static final String LOSS = "loss";

    /** The norm of the gradient of that loss. */
    public static final String GRADIENT_NORM = "gradient-norm";
}
