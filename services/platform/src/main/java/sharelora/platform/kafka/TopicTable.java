package sharelora.platform.kafka;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/** A topic as a table: the newest record of each key. */
public final class TopicTable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);

    private TopicTable() {}

    /**
     * The table as of now: everything that was committed when this was called is in it.
     *
     * @return by key, in the order in which the keys were first written; records without a key are not in it
     * @throws sharelora.platform.records.UnreadableRecordException where the newest record of a key is none
     * @throws LogUnavailableException where the broker does not answer
     */
    public static <V extends SpecificRecord> Map<String, V> read(KafkaSettings kafka, Topic<V> topic) {
        Map<String, V> table = new LinkedHashMap<>();
        newest(kafka, topic).forEach((key, record) -> table.put(key, Codec.decode(topic.type(), record.value())));
        return Collections.unmodifiableMap(table);
    }

    /** As {@link #read}, without the rows that cannot be read, which are said: one bad row must not hide the others. */
    public static <V extends SpecificRecord> Map<String, V> readable(KafkaSettings kafka, Topic<V> topic) {
        Map<String, V> table = new LinkedHashMap<>();
        newest(kafka, topic).forEach((key, record) -> {
            try {
                table.put(key, Codec.decode(topic.type(), record.value()));
            } catch (UnreadableRecordException e) {
                LOG.warn("left out a row at={} cause={}", record.place(), e.getMessage());
            }
        });
        return Collections.unmodifiableMap(table);
    }

    /**
     * One row of the table as of now, whatever the others are.
     *
     * @return empty where there is no record of that key
     * @throws UnreadableRecordException where the newest record of that key is none
     * @throws LogUnavailableException where the broker does not answer
     */
    public static <V extends SpecificRecord> Optional<V> row(KafkaSettings kafka, Topic<V> topic, String key) {
        return Optional.ofNullable(newest(kafka, topic).get(key))
                .map(record -> Codec.decode(topic.type(), record.value()));
    }

    private static Map<String, Received> newest(KafkaSettings kafka, Topic<?> topic) {
        Map<String, Received> newest = new LinkedHashMap<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            reader.readToEnd(record -> apply(newest, record));
        }
        return newest;
    }

    private static void apply(Map<String, Received> newest, Received record) {
        record.keyText().ifPresent(key -> {
            if (record.value() == null) {
                newest.remove(key);
            } else {
                newest.put(key, record);
            }
        });
    }
}
