package sharelora.engine.ops;

/**
 * A key-value cache: keys and values of the tokens that a decoder has seen, layer by layer, so that they are not computed
 * again for every next token. It has one lane for each sequence. The sequences that continue from a lane say how many of
 * its tokens count.
 */
public interface KvCache extends AutoCloseable {

    /** How many sequences the cache holds now. */
    int lanes();

    /** The most tokens that a lane holds. */
    int capacity();

    /**
     * Reorders the lanes: lane i becomes what lane {@code from[i]} is now, since a beam search continues some sequences twice
     * and drops others. From now on there are as many lanes as {@code from} names.
     */
    void choose(int[] from);

    @Override
    void close();
}
