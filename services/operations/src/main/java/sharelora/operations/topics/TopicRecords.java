package sharelora.operations.topics;

import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TopicReplay;
import sharelora.platform.records.Codec;
import sharelora.schemas.Topic;

/** All records that a topic holds now, committed ones only. */
public final class TopicRecords {

    private TopicRecords() {}

    /** Hands them on in the order of their partition; one that cannot be read is told of and left out. */
    public static <V extends SpecificRecord> void read(KafkaSettings kafka, Topic<V> topic, Consumer<V> use) {
        PublicSchemas schemas = PublicSchemas.of(kafka);
        TopicReplay.read(kafka, topic, record -> {
            if (record.value() != null) {
                use.accept(Codec.decode(topic.type(), record.value(), schemas::schema));
            }
        });
    }
}
