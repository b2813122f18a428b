package sharelora.platform.records;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record as it was read, still encoded.
 *
 * @param timestamp when it was written, milliseconds since the epoch
 * @param key null where the record has none
 * @param value in a framing that {@link Codec} reads; null for a tombstone
 * @param raw the value's bytes on the topic, in whatever framing; null for a tombstone
 */
public record Received(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value, byte[] raw) {

    /** A record whose value is on the topic as it is to be read. */
    public Received(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {
        this(topic, partition, offset, timestamp, key, value, value);
    }

    /** The key as text, for topics whose keys are names; empty where there is none. */
    public Optional<String> keyText() {
        return Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The record's coordinates {@code topic-partition@offset}, for logs. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }
}
