package sharelora.engine.training;

/**
 * What makes classes of hidden states. The mean head: logits = W (scale · mean of the last hidden states) + b.
 *
 * @param kind {@code mean}
 * @param scale of what the head sees, positive
 */
public record Head(String kind, double scale) {

    /** The default: hidden states of an encoder are small, so ten times their mean lets the head learn at the rate of the adapter. */
    public static final Head MEAN = new Head("mean", 10);

    public Head {
        if (!"mean".equals(kind)) {
            throw new IllegalArgumentException("head is " + kind + ", expected mean");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("head scale is " + scale + ", expected a positive number");
        }
    }
}
