package sharelora.engine.fused.operations;

import java.util.Objects;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/** Rows of a matrix by their indexes. */
public record GatherRows(FusedTensor x, FusedTensor result, int[] rows) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#gatherRows}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, int[] rows) {
        Matrix from = x.value();
        Matrix gathered = shard.matrix(rows.length, from.columns()); // [rows, D]
        for (int i = 0; i < rows.length; i++) {
            Lanes.copy(from.row(Objects.checkIndex(rows[i], from.rows())), gathered.row(i), from.pitch());
        }
        if (!x.tracked()) {
            return shard.constant(gathered);
        }
        FusedTensor result = shard.tracked(gathered);
        shard.record(new GatherRows(x, result, rows));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.gradient(); // [rows, D]
        Matrix dx = shard.zeros(x.rows(), x.columns()); // [N, D]
        for (int i = 0; i < rows.length; i++) {
            Rows.add(dx.row(rows[i]), d.row(i), d.pitch());
        }
        x.receive(dx);
    }
}
