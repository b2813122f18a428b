package sharelora.engine.fused;

import sharelora.engine.ops.Sequences;

/** word[token] + position[i] + type[k], with the last two where there are any. Frozen, so without a backward. */
final class Embedding {

    private Embedding() {}

    /**
     * The sum.
     *
     * @param position null for none
     * @param type null for none
     */
    static FusedTensor apply(Shard shard, FusedTable word, FusedTable position, FusedTable type, Sequences sequences) {
        Matrix sum = shard.matrix(sequences.total(), word.columns()); // [N, D]
        int[] places = sequences.positions();
        int[] types = sequences.types();
        for (int i = 0; i < sum.rows(); i++) {
            Lanes.copy(word.row("token", sequences.tokenIds()[i]), sum.row(i), sum.pitch());
            if (position != null) {
                Rows.add(sum.row(i), position.row("position", places[i]), sum.pitch());
            }
            if (type != null) {
                Rows.add(sum.row(i), type.row("token type", Math.min(types[i], type.entries() - 1)), sum.pitch());
            }
        }
        return shard.constant(sum);
    }
}
