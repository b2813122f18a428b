package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Parameter;

/** x Wᵀ + b with trained W [C, D] and b [1, C]. */
public record Affine(FusedTensor x, FusedTensor result, Parameter w, Parameter b) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#affine}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Parameter w, Parameter b) {
        Matrix in = x.keep(); // [S, D]
        Matrix transposed = Transpose.of(shard, w); // [D, C]
        Matrix y = shard.matrix(in.rows(), w.rows()); // [S, C]
        for (int i = 0; i < y.rows(); i++) {
            Lanes.copy(shard.value(b), y.row(i), b.columns());
        }
        shard.products()
                .of(in.rows(), y.pitch(), w.columns(), in.stride(), transposed.stride(), y.stride())
                .add(in.address(), transposed.address(), y.address());
        shard.release(transposed);
        FusedTensor result = shard.tracked(y);
        shard.record(new Affine(x, result, w, b));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix in = x.kept();
        Matrix d = result.gradient(); // [S, C]
        shard.products()
                .transposed(w.rows(), w.columns(), d.rows(), d.stride(), in.stride(), stride(w))
                .addDeep(d.address(), in.address(), shard.gradient(w)); // [C, D]
        addRows(d, shard.gradient(b));
        if (x.tracked()) {
            boolean add = x.hasGradient();
            Matrix dx = x.openGradient(); // [S, D]
            shard.products()
                    .of(dx.rows(), w.columns(), w.rows(), d.stride(), stride(w), dx.stride())
                    .run(d.address(), shard.value(w), dx.address(), add);
        }
    }

    private static void addRows(Matrix d, long sums) {
        for (int i = 0; i < d.rows(); i++) {
            for (int j = 0; j < d.columns(); j++) {
                long at = (long) j * Float.BYTES;
                Lanes.set(sums + at, Lanes.get(sums + at) + Lanes.get(d.row(i) + at));
            }
        }
    }

    private static long stride(Parameter w) {
        return (long) w.columns() * Float.BYTES;
    }
}
