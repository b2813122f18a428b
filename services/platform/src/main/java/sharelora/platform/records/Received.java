package sharelora.platform.records;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record as it was read, still encoded.
 *
 * @param timestamp when it was written, milliseconds since the epoch
 * @param key null where the record has none
 * @param value null for a tombstone
 */
public record Received(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {

    /** The key as text, for topics whose keys are names; empty where there is none. */
    public Optional<String> keyText() {
        return Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The record's coordinates {@code topic-partition@offset}, for logs. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }
}
