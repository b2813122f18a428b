package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Parameter;

/** x ⊙ v, row by row. */
public record Scaled(FusedTensor x, FusedTensor result, Parameter v) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#scale}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Parameter v) {
        if (v.rows() != 1 || v.columns() != x.columns()) {
            throw new IllegalArgumentException(
                    "scale of " + x.columns() + " columns by [" + v.rows() + ", " + v.columns() + "]");
        }
        Matrix in = v.trained() ? x.keep() : x.value(); // [N, R]
        Matrix y = shard.matrix(in.rows(), in.columns()); // [N, R]
        Lanes.copy(in.address(), y.address(), in.floats());
        multiply(shard, v, y);
        if (!v.trained() && !x.tracked()) {
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Scaled(x, result, v));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, R]
        if (v.trained()) {
            pullScale(shard, d);
        }
        if (x.tracked()) {
            multiply(shard, v, d);
            x.receive(d);
        } else {
            shard.release(d);
        }
    }

    /** Row after row into one sum for each column. */
    private void pullScale(ShardContext shard, Matrix d) {
        Matrix in = x.kept();
        Matrix sums = shard.zeros(1, d.columns());
        for (int i = 0; i < d.rows(); i++) {
            for (long j = 0; j < d.stride(); j += Lanes.BYTES) {
                long sum = sums.address() + j;
                Lanes.store(sum, Lanes.load(in.row(i) + j).fma(Lanes.load(d.row(i) + j), Lanes.load(sum)));
            }
        }
        long gradient = shard.gradient(v);
        for (long j = 0; j < (long) v.columns() * Float.BYTES; j += Float.BYTES) {
            Lanes.set(gradient + j, Lanes.get(gradient + j) + Lanes.get(sums.address() + j));
        }
        shard.release(sums);
    }

    /** Each row of m by v, through a copy that is padded as rows are. */
    private static void multiply(ShardContext shard, Parameter v, Matrix m) {
        Matrix factors = shard.zeros(1, v.columns());
        Lanes.copy(shard.value(v), factors.address(), v.columns());
        for (int i = 0; i < m.rows(); i++) {
            Rows.multiply(m.row(i), factors.address(), m.pitch());
        }
        shard.release(factors);
    }
}
