package sharelora.operations.topics;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/** All records that a topic holds now, committed ones only. */
public final class TopicRecords {

    private static final Logger LOG = LoggerFactory.getLogger(TopicRecords.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    private TopicRecords() {}

    /** Hands them on in the order of their partition; one that cannot be read is told of and left out. */
    public static <V extends SpecificRecord> void read(KafkaSettings kafka, Topic<V> topic, Consumer<V> use) {
        PublicSchemas schemas = PublicSchemas.of(kafka);
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            while (!reader.caughtUp()) {
                reader.poll(WAIT).forEach(record -> offer(topic, record, schemas, use));
            }
        }
    }

    private static <V extends SpecificRecord> void offer(
            Topic<V> topic, Received record, PublicSchemas schemas, Consumer<V> use) {
        if (record.value() == null) {
            return;
        }
        V value;
        try {
            value = Codec.decode(topic.type(), record.value(), schemas::schema);
        } catch (UnreadableRecordException e) {
            LOG.warn("left out a record at={} cause={}", record.place(), e.getMessage());
            return;
        }
        use.accept(value);
    }
}
