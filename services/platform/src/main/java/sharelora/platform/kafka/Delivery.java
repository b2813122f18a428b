package sharelora.platform.kafka;

import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;

/**
 * A record that a {@link ShareQueue} has lent to this worker.
 *
 * @param attempt how often it was lent so far, this time included
 * @param last the queue drops it, silently, unless it is accepted now: set it aside before working on it
 */
public record Delivery<V extends SpecificRecord>(Received record, Class<V> type, int attempt, boolean last) {

    /**
     * What it holds.
     *
     * @throws sharelora.platform.records.UnreadableRecordException where that is no such record: reject it
     */
    public V value() {
        return Codec.decode(type, record.value());
    }
}
