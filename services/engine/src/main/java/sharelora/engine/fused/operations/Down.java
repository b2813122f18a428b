package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Parameter;

/** t = x Aᵀ. */
public record Down(FusedTensor x, FusedTensor result, Parameter a) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#down}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Parameter a) {
        Matrix in = a.trained() ? x.keep() : x.value(); // [N, in]
        Matrix transposed = Transpose.of(shard, a); // [in, R]
        Matrix t = shard.matrix(in.rows(), a.rows()); // [N, R]
        shard.products()
                .of(in.rows(), t.pitch(), a.columns(), in.stride(), transposed.stride(), t.stride())
                .set(in.address(), transposed.address(), t.address());
        shard.release(transposed);
        if (!a.trained() && !x.tracked()) {
            return shard.constant(t);
        }
        FusedTensor result = shard.tracked(t);
        shard.record(new Down(x, result, a));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix dt = result.gradient(); // [N, R]
        if (a.trained()) {
            Matrix in = x.kept();
            shard.products()
                    .transposed(a.rows(), a.columns(), dt.rows(), dt.stride(), in.stride(), stride(a))
                    .addDeep(dt.address(), in.address(), shard.gradient(a)); // [R, in]
        }
        if (x.tracked()) {
            boolean add = x.hasGradient();
            Matrix dx = x.openGradient(); // [N, in]
            shard.products()
                    .of(dx.rows(), a.columns(), a.rows(), dt.stride(), stride(a), dx.stride())
                    .run(dt.address(), shard.value(a), dx.address(), add);
        }
    }

    private static long stride(Parameter a) {
        return (long) a.stride() * Float.BYTES;
    }
}
