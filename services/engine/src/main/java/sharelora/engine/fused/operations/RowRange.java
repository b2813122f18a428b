package sharelora.engine.fused.operations;

import java.util.function.Function;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;

/** Some rows of a matrix, in its own memory. */
public final class RowRange {

    private RowRange() {}

    /** See {@link sharelora.engine.ops.Ops#rows}. */
    public static FusedTensor of(ShardContext shard, FusedTensor x, int from, int to) {
        shard.requireComputed();
        return shard.constant(x.value().rows(from, to));
    }

    /** See {@link sharelora.engine.ops.Ops#changeRows}. */
    public static FusedTensor change(
            ShardContext shard, FusedTensor y, int from, int to, Function<FusedTensor, FusedTensor> change) {
        shard.requireComputed();
        Matrix all = y.consume("changeRows"); // [N, D]
        Matrix rows = all.rows(from, to); // [to - from, D]
        Matrix changed = change.apply(shard.constant(rows)).value();
        if (changed.rows() != rows.rows() || changed.columns() != rows.columns()) {
            throw new IllegalArgumentException("changed rows are [" + changed.rows() + ", " + changed.columns()
                    + "], expected [" + rows.rows() + ", " + rows.columns() + "]");
        }
        if (changed.address() != rows.address()) {
            Lanes.copy(changed.address(), rows.address(), rows.floats());
        }
        return shard.constant(all);
    }
}
