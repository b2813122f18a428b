package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Matrix;

/** x Wᵀ + b against packed frozen weights. */
public record Linear(FusedTensor x, FusedTensor result, Gemm.Packed w) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#linear}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Gemm.Packed w) {
        Matrix in = x.value(); // [N, in]
        if (in.columns() != w.in()) {
            throw new IllegalArgumentException("an input of " + in.columns() + " columns for weights of " + w.in());
        }
        Matrix y = shard.matrix(in.rows(), w.out()); // [N, out]
        w.forward(in, y);
        if (!x.tracked()) {
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Linear(x, result, w));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        boolean add = x.hasGradient();
        w.backward(result.gradient(), x.openGradient(), add); // [N, in]
    }
}
