package sharelora.platform.kafka;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/** Reads the committed records of a topic. */
public final class TopicReplay {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReplay.class);

    private TopicReplay() {}

    /**
     * Reads the topic from its beginning to its present end, in the order of each partition.
     *
     * @param use takes each record; a record for which it throws {@link UnreadableRecordException} is left out
     * @throws sharelora.platform.failure.TransientException if the log does not answer
     */
    public static void read(KafkaSettings kafka, Topic<?> topic, Consumer<Received> use) {
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            rest(reader, use);
        }
    }

    /** What is left of a topic that was opened before; as {@link #read} otherwise. */
    public static void rest(TopicReader reader, Consumer<Received> use) {
        reader.readToEnd(record -> offer(record, use));
    }

    /** What comes next, if anything does within {@code wait}; as {@link #read} otherwise. */
    public static void next(TopicReader reader, Duration wait, Consumer<Received> use) {
        reader.poll(wait).forEach(record -> offer(record, use));
    }

    /** Only logs an unreadable record: its dead letter is the task of the stage that consumes the topic. */
    private static void offer(Received record, Consumer<Received> use) {
        try {
            use.accept(record);
        } catch (UnreadableRecordException e) {
            LOG.warn("left out a record at={} cause={}", record.place(), e.getMessage());
        }
    }
}
