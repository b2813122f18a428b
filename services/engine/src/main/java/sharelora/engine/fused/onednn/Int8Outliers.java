package sharelora.engine.fused.onednn;

import sharelora.engine.fused.kernels.Int8Rows;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;

/**
 * The inputs of a product that are too large to be rounded with the rest of their row (LLM.int8, arXiv 2208.07339). Each
 * is multiplied in float32 with its column of the weights, whole number times factor, and added to the row's outputs, from
 * the first column to the last. Every row decides by its own numbers, so its bits depend on nothing but itself.
 */
final class Int8Outliers implements AutoCloseable {

    private final float threshold;
    private final int in;
    private final int pitch;
    private final Block columns; // [in, out] whole numbers

    /**
     * Copies the weights.
     *
     * @param threshold size beyond which an input is an outlier, above 0
     * @param whole [out, in] whole numbers of eight bits, dense
     */
    Int8Outliers(float threshold, long whole, int in, int out) {
        this.threshold = threshold;
        this.in = in;
        this.pitch = Lanes.whole(out);
        this.columns = Block.of(Math.ceilDiv((long) in * pitch, Float.BYTES));
        Int8Rows.transpose(whole, in, columns.address(), pitch, out, in);
    }

    /**
     * Where to quantise a row from: the row itself, or a copy that has zeros for its outliers.
     *
     * @param row of padded floats
     * @param copy room for as many
     */
    long without(long row, long copy, int floats) {
        return Int8Rows.largest(row, floats) > threshold ? cleared(row, copy, floats) : row;
    }

    private long cleared(long row, long copy, int floats) {
        Int8Rows.clearBeyond(row, threshold, copy, floats);
        return copy;
    }

    /**
     * Adds what a row's outliers contribute to its outputs.
     *
     * @param factors of the outputs
     */
    void add(long row, long factors, long y) {
        if (!(Int8Rows.largest(row, Lanes.whole(in)) > threshold)) {
            return;
        }
        for (int j = 0; j < in; j++) {
            float x = Lanes.get(row + (long) j * Float.BYTES);
            if (Math.abs(x) > threshold) {
                Int8Rows.addColumn(columns.address() + (long) j * pitch, x, factors, y, pitch);
            }
        }
    }

    @Override
    public void close() {
        columns.close();
    }
}
