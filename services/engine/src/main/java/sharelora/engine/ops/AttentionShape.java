package sharelora.engine.ops;

/**
 * How attention is cut into heads. A row of queries, keys and values has H + 2 · {@code keyValues} blocks of K columns:
 * first the queries' heads, then those of the keys, then those of the values.
 *
 * @param queries H
 * @param keyValues heads of keys, and as many of values; a divisor of H, since groups of queries share them
 *     (grouped-query attention, Ainslie et al. 2023)
 * @param causal whether a token sees only itself and the tokens before it
 */
public record AttentionShape(int queries, int keyValues, boolean causal) {

    public AttentionShape {
        if (queries < 1 || keyValues < 1 || queries % keyValues != 0) {
            throw new IllegalArgumentException(
                    queries + " heads on " + keyValues + " of keys and values, expected a multiple");
        }
    }

    /** Every token sees every token of its sequence; each head has keys of its own. */
    public static AttentionShape everywhere(int heads) {
        return new AttentionShape(heads, heads, false);
    }

    /** A token sees what came before. */
    public static AttentionShape causal(int queries, int keyValues) {
        return new AttentionShape(queries, keyValues, true);
    }

    /** H + 2 · keyValues. */
    public int blocks() {
        return queries + 2 * keyValues;
    }

    /**
     * K, of rows with so many columns.
     *
     * @throws IllegalArgumentException where they cannot be cut into the blocks
     */
    public int width(int columns) {
        if (columns % blocks() != 0) {
            throw new IllegalArgumentException(columns + " columns are not queries, keys and values of " + queries
                    + " heads" + (keyValues < queries ? ", keys and values of " + keyValues : ""));
        }
        return columns / blocks();
    }

    /** The block of the keys that a head of queries looks at. */
    public int keyBlock(int head) {
        return queries + head / (queries / keyValues);
    }

    /** The block of the values that a head of queries mixes. */
    public int valueBlock(int head) {
        return keyBlock(head) + keyValues;
    }

    /** Whether the head is the first of those that share its keys. */
    public boolean leads(int head) {
        return head % (queries / keyValues) == 0;
    }
}
