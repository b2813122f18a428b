package sharelora.platform.kafka;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Topic;

/** A topic as a table that its owner keeps up to date by applying records. Any thread may read it. */
final class FollowedTable<V extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final Topic<V> topic;
    private final Map<String, V> rows = new ConcurrentHashMap<>();
    private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

    FollowedTable(Topic<V> topic) {
        this.topic = topic;
    }

    Topic<V> topic() {
        return topic;
    }

    Map<String, V> rows() {
        return rows;
    }

    /** The partition where the key's last record is; empty for a key that there never was. */
    OptionalInt partition(String key) {
        Integer partition = partitions.get(key);
        return partition == null ? OptionalInt.empty() : OptionalInt.of(partition);
    }

    /** Whether a row changed. One unreadable record must not stop every service: the key's last good row stays. */
    boolean apply(Received record) {
        String key = record.keyText().orElse(null);
        if (key == null) {
            return false;
        }
        partitions.put(key, record.partition());
        if (record.value() == null) {
            return rows.remove(key) != null;
        }
        try {
            V row = Codec.decode(topic.type(), record.value());
            return !row.equals(rows.put(key, row));
        } catch (UnreadableRecordException e) {
            LOG.warn("ignored record at={} key={} cause={}", record.place(), key, e.getMessage());
            return false;
        }
    }
}
