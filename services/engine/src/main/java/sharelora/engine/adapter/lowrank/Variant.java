package sharelora.engine.adapter.lowrank;

/**
 * What the low-rank pairs of an adapter do apart from LoRA as it was first published; each of them goes with every method.
 *
 * @param rankStabilized rsLoRA (arXiv 2312.03732): the update is multiplied by alpha / √rank, so that a larger rank does
 *     not learn less
 * @param rateRatioB LoRA+ (arXiv 2402.12354): B learns at this many times the learning rate; head and A at the rate itself
 * @param frozenA LoRA-FA (arXiv 2308.03303): A stays as it began, has no gradient and no moments, and its input need not be
 *     kept for the way back
 */
public record Variant(boolean rankStabilized, double rateRatioB, boolean frozenA) {

    /** None of it. */
    public static final Variant PLAIN = new Variant(false, 1, false);

    public Variant {
        if (!(rateRatioB > 0) || Double.isInfinite(rateRatioB)) {
            throw new IllegalArgumentException("rateRatioB is " + rateRatioB + ", expected a positive number");
        }
    }
}
