package sharelora.engine.model;

import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/**
 * One way through the model: a shard, what computes it, and what is dropped on the way.
 *
 * @param base dropout of the frozen model's own
 * @param adapter dropout of what is added to it
 */
public record Pass(Ops ops, Sequences sequences, Noise base, Noise adapter) {

    /** A way without any dropout. */
    public static Pass plain(Ops ops, Sequences sequences) {
        return new Pass(ops, sequences, Noise.NONE, Noise.NONE);
    }

    /** x [N, any] with some of its numbers dropped. */
    public Tensor drop(Tensor x, Dropout dropout) {
        return dropout.probability() == 0 ? x : ops.dropout(x, sequences, dropout); // [N, any]
    }
}
