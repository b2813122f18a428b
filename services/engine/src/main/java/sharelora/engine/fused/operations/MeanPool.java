package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Sequences;

/** scale · mean over each sequence's rows, summed from its first token to its last. */
public record MeanPool(FusedTensor x, FusedTensor result, Sequences sequences, double scale) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#meanPool}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Sequences sequences, double scale) {
        Matrix in = x.value(); // [N, D]
        Matrix means = shard.zeros(sequences.count(), in.columns()); // [S, D]
        for (int s = 0; s < sequences.count(); s++) {
            for (int i = 0; i < sequences.length(s); i++) {
                Rows.add(means.row(s), in.row(sequences.starts()[s] + i), in.pitch());
            }
            Rows.scale(means.row(s), factor(sequences, s, scale), means.row(s), means.pitch());
        }
        if (!x.tracked()) {
            return shard.constant(means);
        }
        FusedTensor result = shard.tracked(means);
        shard.record(new MeanPool(x, result, sequences, scale));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.gradient(); // [S, D]
        Matrix dx = shard.matrix(x.rows(), x.columns()); // [N, D]
        for (int s = 0; s < sequences.count(); s++) {
            for (int i = 0; i < sequences.length(s); i++) {
                Rows.scale(
                        d.row(s), factor(sequences, s, scale), dx.row(sequences.starts()[s] + i), d.pitch());
            }
        }
        x.receive(dx);
    }

    private static float factor(Sequences sequences, int s, double scale) {
        return (float) (scale / Math.max(1, sequences.length(s)));
    }
}
