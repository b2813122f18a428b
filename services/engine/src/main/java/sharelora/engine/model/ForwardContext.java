package sharelora.engine.model;

import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * What a forward pass needs: the shard, the operations that compute it, and its dropout.
 *
 * @param tokens indexes of the tokens that this part of the pass computes, ascending; null: all
 * @param base dropout of the frozen model
 * @param adapter dropout of the adapter
 * @param cache keys and values of the tokens before the sequences; null where the sequences begin here
 */
public record ForwardContext(
        Ops ops, Sequences sequences, int[] tokens, DropoutNoise base, DropoutNoise adapter, KvCache cache) {

    /** A forward pass of sequences that begin here. */
    public ForwardContext(Ops ops, Sequences sequences, DropoutNoise base, DropoutNoise adapter) {
        this(ops, sequences, null, base, adapter, null);
    }

    /** A forward pass without dropout. */
    public static ForwardContext plain(Ops ops, Sequences sequences) {
        return new ForwardContext(ops, sequences, DropoutNoise.NONE, DropoutNoise.NONE);
    }

    /** A forward pass without dropout of sequences that continue from a cache, which their keys and values are added to. */
    public static ForwardContext goingOn(Ops ops, Sequences sequences, KvCache cache) {
        return new ForwardContext(ops, sequences, null, DropoutNoise.NONE, DropoutNoise.NONE, cache);
    }

    /** The forward pass of some tokens only, with the dropout that they have among all; this pass where they are all. */
    public ForwardContext only(int[] some) {
        return some.length == sequences.total() ? this : new ForwardContext(ops, sequences, some, base, adapter, cache);
    }

    /** The rows of those tokens of x [N, any]; x itself where they are all. */
    Tensor gatherRows(Tensor x, int[] some) {
        return some.length == sequences.total() ? x : ops.gatherRows(x, some); // [M, any]
    }

    /** x with dropout; it has a row for each token that this part of the pass computes. */
    public Tensor drop(Tensor x, Dropout dropout) {
        if (dropout.probability() == 0) {
            return x;
        }
        return ops.dropout(x, tokens == null ? sequences : sequences.only(tokens), dropout); // [N, any]
    }

    /** Causal attention of one layer, to the cached tokens too where there is a cache, with the base's dropout on its weights. */
    Tensor attend(Tensor qkv, AttentionShape shape, double dropout, int layer) {
        return cache == null
                ? ops.attention(qkv, sequences, shape, base.at(dropout, layer, "attention")) // [N, D]
                : ops.attention(qkv, sequences, shape, cache, layer); // [N, D]
    }
}
