package sharelora.engine.fused.gemm;

import sharelora.engine.fused.memory.Lanes;

/**
 * Some rows of a head's probabilities within a sequence: with as many columns as there are tokens that the last of these
 * rows sees. Here are its shape and its products; where the numbers lie is for each call to say.
 *
 * @param first row
 * @param rows R
 * @param columns C
 * @param causal whether a row sees the tokens up to its own only
 * @param last whether it is the last one, whose columns are all T tokens
 * @param start bytes from the head's first band to this one
 */
public record AttentionBand(
        int first, int rows, int columns, boolean causal, boolean last, long start, Products products) {

    /**
     * The products of a head with K columns.
     *
     * @param score queries [R, K] by keys [K, C]
     * @param mix probabilities [R, C] by values [C, K]
     * @param weigh gradient by the result [R, K], by values [K, C]
     * @param queries gradient by scores [R, C], by keys [C, K]
     * @param keys the same transposed [C, R], by queries [R, K]
     * @param values probabilities transposed [C, R], by the gradient by the result [R, K]
     */
    public record Products(
            GemmPlan score, GemmPlan mix, GemmPlan weigh, GemmPlan queries, GemmPlan keys, GemmPlan values) {}

    /** Tokens that a row of the band sees. */
    public int seen(int row) {
        return causal ? first + row + 1 : columns;
    }

    /** Numbers from one row to the next. */
    public int pitch() {
        return Lanes.whole(columns);
    }

    /** Bytes from one row to the next. */
    public long stride() {
        return (long) pitch() * Float.BYTES;
    }

    /** Numbers of all rows, padding included. */
    public long floats() {
        return (long) rows * pitch();
    }
}
