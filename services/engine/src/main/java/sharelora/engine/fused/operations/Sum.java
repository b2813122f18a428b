package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/** x + y, in x's own memory. */
public record Sum(FusedTensor x, FusedTensor y, FusedTensor result) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#add}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, FusedTensor y) {
        Matrix other = y.value();
        Matrix sum = x.consume("add"); // [N, D]
        Rows.add(sum.address(), other.address(), sum.floats());
        if (!x.tracked() && !y.tracked()) {
            return shard.constant(sum);
        }
        FusedTensor result = shard.tracked(sum);
        shard.record(new Sum(x, y, result));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, D]
        y.receive(d.share());
        x.receive(d);
    }
}
