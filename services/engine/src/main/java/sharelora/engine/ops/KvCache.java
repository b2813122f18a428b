package sharelora.engine.ops;

/**
 * Keys and values of the tokens that a decoder has seen, layer by layer, so that they are not computed again for every
 * next token. It has one lane for each sequence; how much of a lane counts is said by the sequences that go on from it.
 */
public interface KvCache extends AutoCloseable {

    /** Sequences that it has room for now. */
    int lanes();

    /** Tokens that a lane has room for. */
    int capacity();

    /**
     * Lane i goes on from what lane {@code from[i]} is now: a search keeps some sequences twice and drops others. From now
     * on there are as many lanes as are named.
     */
    void choose(int[] from);

    @Override
    void close();
}
