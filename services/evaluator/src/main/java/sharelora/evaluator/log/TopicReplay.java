package sharelora.evaluator.log;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/** Reads the committed records of a topic. */
public final class TopicReplay {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReplay.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    private TopicReplay() {}

    /**
     * Reads the topic from its beginning to its present end, in the order of each partition.
     *
     * @param use takes each record; a record for which it throws {@link UnreadableRecordException} is left out
     * @throws sharelora.platform.failure.TransientException if the log does not answer
     */
    public static void read(KafkaSettings kafka, Topic<?> topic, Consumer<Received> use) {
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            while (!reader.caughtUp()) {
                next(reader, WAIT, use);
            }
        }
    }

    /** Reads the records that arrive within {@code wait}, like {@link #read}. */
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
