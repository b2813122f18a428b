package sharelora.engine.ops;

/**
 * Counter-based dropout: whether a number is dropped depends on the key and on the number's place in the whole batch,
 * on nothing else.
 *
 * @param probability of being dropped, [0, 1); 0 is the identity
 * @param key mixes seed, step and site
 */
public record Dropout(double probability, long key) {

    public static final Dropout NONE = new Dropout(0, 0);

    /** Keys that one attention head's dropout has places for: the longest sequence it can tell apart. */
    public static final int KEYS = 2048;

    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout probability " + probability + ", expected [0, 1)");
        }
    }

    /**
     * What the number at a place is multiplied by: 0 where {@link #uniform} is below the probability (it is dropped), else
     * 1 / (1 - probability).
     */
    public double factor(long row, int columns, int column) {
        return uniform(key, row, columns, column) < probability ? 0 : 1 / (1 - probability);
    }

    /**
     * The generator that every engine uses (SplitMix64, Steele, Lea and Flood 2014): a number in [0, 1) of 24 bits for
     * place {@code row}, {@code column} of a matrix with {@code columns} columns.
     */
    public static float uniform(long key, long row, int columns, int column) {
        long z = key + 0x9E3779B97F4A7C15L * (row * columns + column + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 40) * 0x1.0p-24f;
    }
}
