package sharelora.engine.ops;

/** One thread's share of an engine: an arena for activations, reused from shard to shard. Not thread-safe. */
public interface Worker extends AutoCloseable {

    /**
     * Starts a shard that will be differentiated; the gradient is added to {@code gradient}, which has as many numbers as
     * the values, or fewer where the last ones are not trained. The values must not change before its backward is done.
     */
    Ops record(Flat gradient);

    /** Starts a shard that is only computed. */
    Ops evaluate();

    @Override
    void close();
}
