package sharelora.engine.inference;

import sharelora.engine.ops.RowLosses;

/**
 * The predictions of a model for a batch, in the order of its records.
 *
 * @param classes the most likely class of each record; ties go to the lowest. Empty for other tasks
 * @param values the predicted number of each record. Empty for other tasks
 * @param said how many of a record's tokens were the most likely ones, given the true tokens before them. Empty for other
 *     tasks
 * @param losses cross-entropy of each record's own class, natural logarithm; of numbers the squared error; of tokens the sum
 *     of their cross-entropies
 */
public record Predictions(int[] classes, double[] values, int[] said, double[] losses) {

    /** Predictions of classes. */
    public Predictions(int[] classes, double[] losses) {
        this(classes, new double[0], new int[0], losses);
    }

    /** No record yet of so many, for classes. */
    static Predictions empty(int records) {
        return new Predictions(new int[records], new double[records]);
    }

    /** No record yet of so many, for numbers. */
    static Predictions emptyValues(int records) {
        return new Predictions(new int[0], new double[records], new int[0], new double[records]);
    }

    /** No record yet of so many, for tokens. */
    static Predictions emptyWords(int records) {
        return new Predictions(new int[0], new double[0], new int[records], new double[records]);
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

    /** Sets one record's from its {@code asked} tokens, which are the rows from {@code first} on. */
    void set(int record, RowLosses rows, int first, int asked) {
        for (int row = first; row < first + asked; row++) {
            losses[record] += rows.losses()[row];
            said[record] += rows.correct()[row] ? 1 : 0;
        }
    }
}
