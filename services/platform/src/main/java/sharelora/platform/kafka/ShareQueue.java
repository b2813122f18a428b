package sharelora.platform.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import sharelora.platform.records.Framing;
import sharelora.schemas.Topic;

/**
 * A topic as a queue of tasks for any number of workers, whatever its number of partitions. A task is lent to one worker
 * at a time; it comes back when it is released, when the worker is gone, or when it is neither renewed nor answered
 * within the lock time (30 s by default).
 *
 * <p>At least once: a task may be done twice, so results carry the task's id. Lent {@value #ATTEMPTS} times it is dropped
 * by the broker; {@link Delivery#last()} says so in time. Each queue holds one task. Thread-safe: one thread may renew
 * while another works, but only between takes.
 */
public final class ShareQueue<V extends SpecificRecord> implements AutoCloseable {

    /** The broker's default of {@code group.share.delivery.count.limit}. */
    public static final int ATTEMPTS = 5;

    private static final Duration RENEWAL_POLL = Duration.ofMillis(100);
    private static final int RENEWAL_POLLS = 50;

    private final String group;
    private final Topic<V> topic;
    private final KafkaShareConsumer<byte[], byte[]> consumer;
    private final BootstrapProbe bootstrap;
    private ConsumerRecord<byte[], byte[]> lent;

    private ShareQueue(
            String group, Topic<V> topic, KafkaShareConsumer<byte[], byte[]> consumer, BootstrapProbe bootstrap) {
        this.group = group;
        this.topic = topic;
        this.consumer = consumer;
        this.bootstrap = bootstrap;
    }

    /** Joins the group, which takes tasks written before its first worker too, and only committed ones. */
    public static <V extends SpecificRecord> ShareQueue<V> open(KafkaSettings kafka, String group, Topic<V> topic) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.shareGroup(group);
        }
        KafkaShareConsumer<byte[], byte[]> consumer = Clients.shareMember(kafka, group, group + "-worker");
        consumer.subscribe(Set.of(topic.name()));
        return new ShareQueue<>(group, topic, consumer, BootstrapProbe.of(kafka));
    }

    /**
     * The next task, or empty after {@code wait}. The one before it must have been answered.
     *
     * @throws LogUnavailableException where the broker does not answer
     */
    public synchronized Optional<Delivery<V>> take(Duration wait) {
        if (lent != null) {
            throw new IllegalStateException(topic.name() + ": the task before is not answered yet");
        }
        try {
            Optional<Delivery<V>> delivery = lend(consumer.poll(wait));
            bootstrap.watch(delivery.isEmpty());
            return delivery;
        } catch (KafkaException e) {
            throw unavailable("take", e);
        }
    }

    /** Done: it does not come again. Returns when the broker knows. */
    public void accept(Delivery<V> delivery) {
        answer(delivery, AcknowledgeType.ACCEPT);
    }

    /** Not done, for now: another worker, or this one, gets it again. */
    public void release(Delivery<V> delivery) {
        answer(delivery, AcknowledgeType.RELEASE);
    }

    /** Never to be done: it does not come again. */
    public void reject(Delivery<V> delivery) {
        answer(delivery, AcknowledgeType.REJECT);
    }

    /**
     * Starts the lock time anew; call it every third of {@link #lockTime()} during long work.
     *
     * @throws LogUnavailableException where the lock may be lost: somebody else may be at the task already
     */
    public synchronized void renew(Delivery<V> delivery) {
        check(delivery);
        try {
            consumer.acknowledge(lent, AcknowledgeType.RENEW);
            commit("renew");
            lent = null;
            // The client hands a renewed record out again, to be answered: that is the same task.
            for (int tries = 0; lent == null && tries < RENEWAL_POLLS; tries++) {
                var _ = lend(consumer.poll(RENEWAL_POLL));
            }
        } catch (KafkaException e) {
            throw unavailable("renew", e);
        }
        if (lent == null || lent.offset() != delivery.record().offset()) {
            throw new LogUnavailableException(
                    group + ": lost the lock of " + delivery.record().place(), null);
        }
    }

    /** How long a task is lent without renewal; as the broker says, 30 s until it has said so. */
    public synchronized Duration lockTime() {
        return Duration.ofMillis(consumer.acquisitionLockTimeoutMs().orElse(30_000));
    }

    /** Gives back the task that is not answered, at once, and leaves. */
    @Override
    public synchronized void close() {
        lent = null;
        consumer.close(Clients.CLOSE_TIMEOUT);
    }

    private Optional<Delivery<V>> lend(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (lent != null) {
                consumer.acknowledge(record, AcknowledgeType.RELEASE); // one at a time was asked for
                continue;
            }
            lent = record;
        }
        return Optional.ofNullable(lent).map(this::delivery);
    }

    private Delivery<V> delivery(ConsumerRecord<byte[], byte[]> record) {
        int attempt = record.deliveryCount().orElse((short) 1);
        return new Delivery<>(
                Partitions.received(record, Framing.SINGLE_OBJECT), topic.type(), attempt, attempt >= ATTEMPTS);
    }

    private synchronized void answer(Delivery<V> delivery, AcknowledgeType answer) {
        check(delivery);
        try {
            consumer.acknowledge(lent, answer);
            lent = null;
            commit(answer.toString());
        } catch (KafkaException e) {
            throw unavailable(answer.toString(), e);
        }
    }

    private void commit(String what) {
        consumer.commitSync(Clients.TRANSACTION_TIMEOUT)
                .values()
                .forEach(failed -> failed.ifPresent(e -> {
                    throw unavailable(what, e);
                }));
    }

    private void check(Delivery<V> delivery) {
        if (lent == null
                || lent.offset() != delivery.record().offset()
                || lent.partition() != delivery.record().partition()) {
            throw new IllegalStateException(delivery.record().place() + " is not lent to this worker");
        }
    }

    private LogUnavailableException unavailable(String what, KafkaException cause) {
        return new LogUnavailableException(group + ": cannot " + what + " on " + topic.name() + ": " + cause, cause);
    }
}
