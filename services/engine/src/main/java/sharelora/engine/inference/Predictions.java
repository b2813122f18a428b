package sharelora.engine.inference;

/**
 * What a model says of a batch, in the order of its records.
 *
 * @param classes the most likely ones; ties go to the lowest. None where it was asked for numbers
 * @param values the numbers that it says. None where it was asked for classes
 * @param losses cross-entropy of each record's own class, natural logarithm; of numbers the squared error
 */
public record Predictions(int[] classes, double[] values, double[] losses) {

    /** Of classes. */
    public Predictions(int[] classes, double[] losses) {
        this(classes, new double[0], losses);
    }

    /** No record yet of so many, for classes. */
    static Predictions empty(int records) {
        return new Predictions(new int[records], new double[records]);
    }

    /** No record yet of so many, for numbers. */
    static Predictions emptyValues(int records) {
        return new Predictions(new int[0], new double[records], new double[records]);
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

    /** Sets one record's from the number that was said of it. */
    void set(int record, double value, double score) {
        values[record] = value;
        losses[record] = (value - score) * (value - score);
    }
}
