package sharelora.platform.kafka;

import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;

/**
 * A record that a {@link ShareQueue} has delivered to this worker (KIP-932).
 *
 * @param attempt how often it was delivered so far, this time included
 * @param last the queue drops it, silently, unless it is accepted now: set it aside before working on it
 */
public record Delivery<V extends SpecificRecord>(Received record, Class<V> type, int attempt, boolean last) {

    /**
     * The decoded record.
     *
     * @throws sharelora.platform.records.UnreadableRecordException where the bytes are no such record; then reject it
     */
    public V value() {
        return Codec.decode(type, record.value());
    }
}
