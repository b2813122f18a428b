package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/** tanh x in float64: it stands in heads, where there are few numbers. The forward pass leaves 1 - tanh² x behind. */
public record Tanh(FusedTensor x, FusedTensor result, Matrix derivative) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#tanh}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x) {
        Matrix z = x.consume("tanh");
        Matrix y = shard.matrix(z.rows(), z.columns());
        for (long j = 0; j < z.floats() * Float.BYTES; j += Float.BYTES) {
            double value = StrictMath.tanh(Lanes.get(z.address() + j));
            Lanes.set(y.address() + j, (float) value);
            Lanes.set(z.address() + j, (float) (1 - value * value));
        }
        if (!x.tracked()) {
            shard.release(z);
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Tanh(x, result, z));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix dx = result.takeGradient(); // [S, D]
        Rows.multiply(dx.address(), derivative.address(), dx.floats());
        x.receive(dx);
    }
}
