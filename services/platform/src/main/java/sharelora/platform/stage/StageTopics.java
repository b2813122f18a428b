package sharelora.platform.stage;

/**
 * A stage's topics.
 *
 * @param reads what it works through, record by record
 * @param looksBackOn what it knows from elsewhere: read at its start, after a rebalance, or beside its work
 * @param writes what it makes
 */
public record StageTopics(TopicSet reads, TopicSet looksBackOn, TopicSet writes) {

    static final StageTopics NONE = new StageTopics(TopicSet.NONE, TopicSet.NONE, TopicSet.NONE);

    /** All topics that the stage needs to be able to read. */
    public TopicSet readable() {
        return reads.and(looksBackOn);
    }
}
