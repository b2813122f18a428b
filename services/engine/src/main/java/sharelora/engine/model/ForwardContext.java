package sharelora.engine.model;

import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.KvCache;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * One way through the model: a shard, what computes it, and what is dropped on the way.
 *
 * @param tokens places of those that go on, rising; null where all do
 * @param base dropout of the frozen model's own
 * @param adapter dropout of what is added to it
 * @param cache what its sequences go on from; null where they begin here
 */
public record ForwardContext(
        Ops ops, Sequences sequences, int[] tokens, DropoutNoise base, DropoutNoise adapter, KvCache cache) {

    /** A way of sequences that begin here. */
    public ForwardContext(Ops ops, Sequences sequences, DropoutNoise base, DropoutNoise adapter) {
        this(ops, sequences, null, base, adapter, null);
    }

    /** A way without any dropout. */
    public static ForwardContext plain(Ops ops, Sequences sequences) {
        return new ForwardContext(ops, sequences, DropoutNoise.NONE, DropoutNoise.NONE);
    }

    /** A way without any dropout, of sequences that go on; their keys and values are added to the past. */
    public static ForwardContext goingOn(Ops ops, Sequences sequences, KvCache cache) {
        return new ForwardContext(ops, sequences, null, DropoutNoise.NONE, DropoutNoise.NONE, cache);
    }

    /** The way of some tokens alone, with the dropout that they would have among the others; this one where they are all. */
    public ForwardContext only(int[] some) {
        return some.length == sequences.total() ? this : new ForwardContext(ops, sequences, some, base, adapter, cache);
    }

    /** The rows of those tokens of x [N, any]; x itself where they are all. */
    Tensor gatherRows(Tensor x, int[] some) {
        return some.length == sequences.total() ? x : ops.gatherRows(x, some); // [M, any]
    }

    /** x, a row for each token that goes on, with some of its numbers dropped. */
    public Tensor drop(Tensor x, Dropout dropout) {
        if (dropout.probability() == 0) {
            return x;
        }
        return ops.dropout(x, tokens == null ? sequences : sequences.only(tokens), dropout); // [N, any]
    }

    /** Causal attention of one layer, to the past too where there is one; the base's dropout on its weights. */
    Tensor attend(Tensor qkv, AttentionShape shape, double dropout, int layer) {
        return cache == null
                ? ops.attention(qkv, sequences, shape, base.at(dropout, layer, "attention")) // [N, D]
                : ops.attention(qkv, sequences, shape, cache, layer); // [N, D]
    }
}
