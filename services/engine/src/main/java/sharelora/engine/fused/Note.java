package sharelora.engine.fused;

/** What an operation leaves on a shard's tape: its result and how a gradient goes through it. */
interface Note {

    FusedTensor result();

    /** Brings the result's gradient, which is complete, down to the operation's inputs and parameters. */
    void backward(Shard shard);
}
