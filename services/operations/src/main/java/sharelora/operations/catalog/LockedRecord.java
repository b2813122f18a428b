package sharelora.operations.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Groups;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * A stream or a job that one process at a time may change. The lock is taken before the record is read, and it is Kafka's
 * own: a transactional id for each name, whose later holder fences the earlier one. So what is written here follows from
 * what was read here, or it is not written. Use it inside {@link Contention#settled}.
 *
 * @param <V> what it is
 */
public final class LockedRecord<V extends SpecificRecord> implements AutoCloseable {

    private final ExclusiveProducer producer;
    private final Topic<V> topic;
    private final String key;
    private final String lock;
    private final Optional<V> stored;

    private LockedRecord(ExclusiveProducer producer, Topic<V> topic, String key, String lock, Optional<V> stored) {
        this.producer = producer;
        this.topic = topic;
        this.key = key;
        this.lock = lock;
        this.stored = stored;
    }

    /** The stream of that name, there or not. */
    public static LockedRecord<Stream> stream(KafkaSettings kafka, String name) {
        return of(kafka, Topics.STREAMS, name);
    }

    /** The job of that id, there or not. */
    public static LockedRecord<Job> job(KafkaSettings kafka, String id) {
        return of(kafka, Topics.JOBS, id);
    }

    private static <V extends SpecificRecord> LockedRecord<V> of(KafkaSettings kafka, Topic<V> topic, String key) {
        String lock = Groups.catalog(topic, key);
        ExclusiveProducer producer = ExclusiveProducer.open(kafka, lock);
        try {
            Optional<V> stored =
                    Optional.ofNullable(TopicTable.read(kafka, topic).get(key));
            return new LockedRecord<>(producer, topic, key, lock, stored);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** As it was read under the lock; none where there is no such record. */
    public Optional<V> stored() {
        return stored;
    }

    /**
     * Writes the record; it is committed when this returns.
     *
     * @throws sharelora.platform.failure.FencedException where another process has locked it meanwhile; nothing was written
     */
    public void write(V changed) {
        producer.commit(List.of(Outgoing.of(topic, key, changed)), Map.of(), lock);
    }

    @Override
    public void close() {
        producer.close();
    }
}
