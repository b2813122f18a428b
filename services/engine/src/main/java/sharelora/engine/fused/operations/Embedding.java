package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.memory.FusedTable;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.memory.TokenTable;
import sharelora.engine.ops.Sequences;

/** word[token] + position[i] + type[k], with the last two where there are any. Frozen, so without a backward. */
public final class Embedding {

    private Embedding() {}

    /**
     * The sum.
     *
     * @param position null for none
     * @param type null for none
     */
    public static FusedTensor apply(
            ShardContext shard, TokenTable word, FusedTable position, FusedTable type, Sequences sequences) {
        Matrix sum = shard.matrix(sequences.total(), word.columns()); // [N, D]
        for (int s = 0; s < sequences.count(); s++) {
            for (int i = 0; i < sequences.length(s); i++) {
                int token = sequences.starts()[s] + i;
                word.copy(sequences.tokenIds()[token], sum.row(token));
                if (position != null) {
                    Rows.add(sum.row(token), position.row("position", sequences.position(s, i)), sum.pitch());
                }
                if (type != null) {
                    int kind = Math.min(sequences.type(s, i), type.entries() - 1);
                    Rows.add(sum.row(token), type.row("token type", kind), sum.pitch());
                }
            }
        }
        return shard.constant(sum);
    }
}
