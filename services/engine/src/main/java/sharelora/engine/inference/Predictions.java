package sharelora.engine.inference;

/**
 * What a model says of a batch, in the order of its records.
 *
 * @param classes the most likely ones; ties go to the lowest
 * @param losses cross-entropy of each record's own class, natural logarithm
 */
public record Predictions(int[] classes, double[] losses) {

    /** No record yet of so many. */
    static Predictions empty(int records) {
        return new Predictions(new int[records], new double[records]);
    }

    /** Sets one record's from its logits, which are those from {@code offset} on. */
    void set(int record, float[] logits, int offset, int count, int target) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = logits[offset + i] > logits[offset + best] ? i : best;
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += StrictMath.exp((double) logits[offset + i] - logits[offset + best]);
        }
        classes[record] = best;
        losses[record] = StrictMath.log(sum) + logits[offset + best] - logits[offset + target];
    }
}
