package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Parameter;

/** Copies small matrices transposed, eight by eight so that each cache line is read once. */
final class Transpose {

    private static final int SIDE = 8;

    private Transpose() {}

    /**
     * to = fromᵀ.
     *
     * @param from [columns of to, rows of to]
     * @param stride bytes from a row of {@code from} to the next
     */
    static void of(long from, long stride, Matrix to) {
        for (int i = 0; i < to.columns(); i += SIDE) {
            int height = Math.min(SIDE, to.columns() - i);
            for (int j = 0; j < to.rows(); j++) {
                strip(from + i * stride + (long) j * Float.BYTES, stride, to.row(j) + (long) i * Float.BYTES, height);
            }
        }
    }

    /** A parameter's value transposed, [columns, rows], in the shard's memory. */
    static Matrix of(ShardContext shard, Parameter parameter) {
        int height = parameter.columns();
        int width = parameter.rows();
        Matrix turned = shard.matrix(height, width);
        of(shard.value(parameter), (long) parameter.stride() * Float.BYTES, turned);
        return turned;
    }

    /** to[column, row] += factor · from[row, column], into rows without padding. */
    static void add(Matrix from, float factor, long to) {
        long stride = (long) from.rows() * Float.BYTES;
        for (int i = 0; i < from.rows(); i++) {
            for (int j = 0; j < from.columns(); j++) {
                long at = to + j * stride + (long) i * Float.BYTES;
                Lanes.set(at, Math.fma(factor, Lanes.get(from.row(i) + (long) j * Float.BYTES), Lanes.get(at)));
            }
        }
    }

    private static void strip(long from, long stride, long to, int count) {
        for (int i = 0; i < count; i++) {
            Lanes.set(to + (long) i * Float.BYTES, Lanes.get(from + i * stride));
        }
    }
}
