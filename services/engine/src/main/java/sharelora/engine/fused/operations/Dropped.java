package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/** Dropout number by number. The mask is drawn again in backward: it depends on places only and needs no memory. */
public record Dropped(FusedTensor x, FusedTensor result, Sequences sequences, Dropout dropout) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#dropout}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Sequences sequences, Dropout dropout) {
        if (dropout.probability() == 0) {
            return x;
        }
        Matrix from = x.value();
        Matrix y = shard.matrix(from.rows(), from.columns()); // [N, D]
        Lanes.copy(from.address(), y.address(), from.floats());
        drop(y, sequences, dropout);
        if (!x.tracked()) {
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Dropped(x, result, sequences, dropout));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, D]
        drop(d, sequences, dropout);
        x.receive(d);
    }

    private static void drop(Matrix m, Sequences sequences, Dropout dropout) {
        for (int s = 0; s < sequences.count(); s++) {
            for (int i = 0; i < sequences.length(s); i++) {
                dropRow(
                        m.row(sequences.starts()[s] + i),
                        m.columns(),
                        dropout,
                        (long) sequences.origins()[s] + i);
            }
        }
    }

    private static void dropRow(long address, int columns, Dropout dropout, long row) {
        float factor = (float) (1 / (1 - dropout.probability()));
        for (int j = 0; j < columns; j++) {
            long at = address + (long) j * Float.BYTES;
            boolean kept = Dropout.uniform(dropout.key(), row, columns, j) >= dropout.probability();
            Lanes.set(at, kept ? Lanes.get(at) * factor : 0);
        }
    }
}
