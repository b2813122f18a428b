package sharelora.platform.kafka;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.Topic;

/** A topic as a table: the newest record of each key. */
public final class TopicTable {

    private TopicTable() {}

    /**
     * The table as of now: everything that was committed when this was called is in it.
     *
     * @return by key, in the order in which the keys were first written; records without a key are not in it
     * @throws sharelora.platform.records.UnreadableRecordException where the newest record of a key is none
     * @throws LogUnavailableException where the broker does not answer
     */
    public static <V extends SpecificRecord> Map<String, V> read(KafkaSettings kafka, Topic<V> topic) {
        Map<String, Received> newest = new LinkedHashMap<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, topic.name())) {
            reader.readToEnd(record -> apply(newest, record));
        }
        Map<String, V> table = new LinkedHashMap<>();
        newest.forEach((key, record) -> table.put(key, Codec.decode(topic.type(), record.value())));
        return Collections.unmodifiableMap(table);
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
