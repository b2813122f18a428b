package sharelora.engine.ops;

/**
 * One AdamW update (Loshchilov and Hutter, ICLR 2019; PyTorch's form: decay first, epsilon outside the root).
 *
 * @param t updates so far, this one included: from 1
 * @param gradientScale what the gradient is multiplied by first: the clipping factor
 */
public record AdamW(
        long t,
        double learningRate,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double gradientScale) {

    /** PyTorch's defaults for everything but the rate and the decay. */
    public static AdamW of(long t, double learningRate, double weightDecay, double gradientScale) {
        return new AdamW(t, learningRate, 0.9, 0.999, 1e-8, weightDecay, gradientScale);
    }

    /**
     * The same update with its learning rate multiplied by {@code ratio}. Weight decay is a share of the learning rate, so it
     * is multiplied too.
     */
    public AdamW at(double ratio) {
        return new AdamW(t, learningRate * ratio, beta1, beta2, epsilon, weightDecay, gradientScale);
    }

    /** The same update of numbers that had no part in the first {@code updates}. */
    public AdamW after(long updates) {
        return new AdamW(t - updates, learningRate, beta1, beta2, epsilon, weightDecay, gradientScale);
    }

    /** 1 - beta1^t: what the running mean is divided by, because it began at 0. */
    public double meanCorrection() {
        return 1 - StrictMath.pow(beta1, (double) t);
    }

    /** 1 - beta2^t: what the running square is divided by, because it began at 0. */
    public double squareCorrection() {
        return 1 - StrictMath.pow(beta2, (double) t);
    }
}
