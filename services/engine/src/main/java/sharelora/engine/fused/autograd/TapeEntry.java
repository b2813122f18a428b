package sharelora.engine.fused.autograd;

/** One operation on a shard's tape: its result and its backward pass. */
public interface TapeEntry {

    FusedTensor result();

    /** Propagates the result's complete gradient to the operation's inputs and parameters. */
    void backward(ShardContext shard);
}
