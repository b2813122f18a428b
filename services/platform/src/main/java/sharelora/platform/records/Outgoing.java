package sharelora.platform.records;

import org.apache.avro.specific.SpecificRecord;
import sharelora.schemas.Topic;

/**
 * A record to be written.
 *
 * @param key null: any partition
 * @param value null: a tombstone, which deletes the key from a compacted topic
 */
public record Outgoing<V extends SpecificRecord>(Topic<V> topic, String key, V value) {

    public static <V extends SpecificRecord> Outgoing<V> of(Topic<V> topic, String key, V value) {
        return new Outgoing<>(topic, key, value);
    }

    public static <V extends SpecificRecord> Outgoing<V> tombstone(Topic<V> topic, String key) {
        return new Outgoing<>(topic, key, null);
    }
}
