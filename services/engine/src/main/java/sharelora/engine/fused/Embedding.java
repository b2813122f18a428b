package sharelora.engine.fused;

import sharelora.engine.ops.Sequences;

/** word[token] + position[i] + type[k]. Frozen, so without a backward. */
final class Embedding {

    private Embedding() {}

    static FusedTensor apply(Shard shard, FusedTable word, FusedTable position, FusedTable type, Sequences sequences) {
        Matrix sum = shard.matrix(sequences.total(), word.columns()); // [N, D]
        int[] types = sequences.types();
        for (int s = 0; s < sequences.count(); s++) {
            int first = sequences.starts()[s];
            for (int i = 0; i < sequences.length(s); i++) {
                long row = sum.row(first + i);
                long token = word.row("token", sequences.tokenIds()[first + i]);
                Rows.sum(token, position.row("position", i), row, sum.pitch());
                Rows.add(row, type.row("token type", Math.min(types[first + i], type.entries() - 1)), sum.pitch());
            }
        }
        return shard.constant(sum);
    }
}
