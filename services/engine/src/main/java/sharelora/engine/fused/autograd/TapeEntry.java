package sharelora.engine.fused.autograd;

/** What an operation leaves on a shard's tape: its result and how a gradient goes through it. */
public interface TapeEntry {

    FusedTensor result();

    /** Brings the result's gradient, which is complete, down to the operation's inputs and parameters. */
    void backward(ShardContext shard);
}
