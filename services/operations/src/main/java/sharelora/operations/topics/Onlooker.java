package sharelora.operations.topics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TopicReader;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/**
 * Reads whole topics for whoever only looks: committed records, of both framings. What cannot be read is left out and
 * counted, and a registry that is away holds nothing up. Not thread-safe.
 */
public final class Onlooker {

    /** Records of one topic that could not be read. */
    private record Unread(long framed, long others, String firstCause) {

        static final Unread NONE = new Unread(0, 0, "");

        Unread and(boolean inFraming, String cause) {
            return inFraming
                    ? new Unread(framed + 1, others, firstCause)
                    : new Unread(framed, others + 1, others == 0 ? cause : firstCause);
        }
    }

    private final KafkaSettings kafka;
    private final OnlookerFraming framing;
    private final PublicSchemas schemas;
    private final Map<String, Unread> unread = new TreeMap<>();

    private Onlooker(KafkaSettings kafka, OnlookerFraming framing) {
        this.kafka = kafka.with(framing);
        this.framing = framing;
        this.schemas = PublicSchemas.of(this.kafka);
    }

    public static Onlooker of(KafkaSettings kafka) {
        return new Onlooker(kafka, new OnlookerFraming(kafka.framing()));
    }

    /** The settings that it reads by: a reader with them waits for no registry. */
    public KafkaSettings kafka() {
        return kafka;
    }

    /** Hands on all records that the topic holds now, in the order of their partition; tombstones are left out. */
    public <V extends SpecificRecord> void records(Topic<V> topic, Consumer<V> use) {
        read(topic, (record, value) -> {
            if (value != null) {
                use.accept(value);
            }
        });
    }

    /** By key the newest record that can be read, in the order in which the keys were first written. */
    public <V extends SpecificRecord> Map<String, V> table(Topic<V> topic) {
        Map<String, V> table = new LinkedHashMap<>();
        read(
                topic,
                (record, value) -> record.keyText().ifPresent(key -> {
                    if (value == null) {
                        table.remove(key);
                    } else {
                        table.put(key, value);
                    }
                }));
        return Collections.unmodifiableMap(table);
    }

    private <V extends SpecificRecord> void read(Topic<V> topic, BiConsumer<Received, V> use) {
        Unread[] left = {Unread.NONE}; // the topic may be read more than once: the last count is the one that holds
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            reader.readToEnd(record -> {
                V value;
                try {
                    value = record.value() == null ? null : Codec.decode(topic.type(), record.value(), schemas::schema);
                } catch (UnreadableRecordException e) {
                    left[0] = left[0].and(OnlookerFraming.isFramed(record.value()), e.getMessage());
                    return;
                }
                use.accept(record, value);
            });
        }
        unread.put(topic.name(), left[0]);
    }

    /** Whether records of that topic could not be read. */
    public boolean leftOut(Topic<?> topic) {
        return !unread.getOrDefault(topic.name(), Unread.NONE).equals(Unread.NONE);
    }

    /** What could not be read so far, a sentence for each topic and why; none: everything was. */
    public List<String> unread() {
        List<String> sentences = new ArrayList<>();
        unread.forEach((topic, left) -> {
            if (left.framed() > 0) {
                sentences.add(count(left.framed()) + " of " + topic + " cannot be read: " + framing.why());
            }
            if (left.others() > 0) {
                sentences.add(count(left.others()) + " of " + topic + " cannot be read: " + left.firstCause());
            }
        });
        return sentences;
    }

    private static String count(long records) {
        return records == 1 ? "1 record" : records + " records";
    }
}
