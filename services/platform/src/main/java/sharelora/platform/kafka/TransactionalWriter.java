package sharelora.platform.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import sharelora.platform.failure.CrashPoint;

/**
 * A producer that writes records and offsets in one transaction. Not thread-safe.
 *
 * <p>After any exception the outcome of the last transaction is unknown and the writer of no further use: close it and
 * open another under the same id, which finishes or aborts what was left. So there is one way back, whatever went wrong.
 */
final class TransactionalWriter implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final KafkaSettings kafka;

    private TransactionalWriter(Producer<byte[], byte[]> producer, KafkaSettings kafka) {
        this.producer = producer;
        this.kafka = kafka;
    }

    /** Returns when every earlier holder of the id is fenced and its last transaction is decided. */
    static TransactionalWriter open(KafkaSettings kafka, String transactionalId) {
        Producer<byte[], byte[]> producer = Clients.transactionalProducer(kafka, transactionalId);
        try {
            producer.initTransactions();
            return new TransactionalWriter(producer, kafka);
        } catch (KafkaException e) {
            producer.close(Clients.CLOSE_TIMEOUT);
            throw e;
        }
    }

    /** Offsets as Kafka commits them, each with the note for its partition, where there is one. */
    static Map<TopicPartition, OffsetAndMetadata> noted(Map<Position, Long> offsets, Map<Position, String> notes) {
        Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>();
        offsets.forEach((position, offset) ->
                noted.put(Partitions.of(position), new OffsetAndMetadata(offset, notes.getOrDefault(position, ""))));
        return noted;
    }

    /**
     * All of it, or none; returns when it is committed. Why a send failed is thrown by the commit.
     *
     * @throws RecordTooLargeException naming topic, size, limit and setting
     */
    void commit(List<Encoded> records, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        transaction(refused -> {
            sendAll(records, refused);
            CrashPoint.RECORDS_SENT.hit(producer::flush);
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, group);
            }
            CrashPoint.OFFSETS_SENT.hit(producer::flush);
        });
    }

    /**
     * As {@link #commit}, for records some of which say where others of them are.
     *
     * @param then makes the records that follow, of the places of the first ones, in their order
     */
    void commit(List<Encoded> first, Function<List<RecordMetadata>, List<Encoded>> then) {
        transaction(refused -> {
            List<Future<RecordMetadata>> sent =
                    first.stream().map(each -> send(each, refused)).toList();
            producer.flush();
            sendAll(then.apply(sent.stream().map(TransactionalWriter::known).toList()), refused);
            CrashPoint.RECORDS_SENT.hit(producer::flush);
        });
    }

    /** @param work sends, and notes what is too large */
    private void transaction(Consumer<AtomicReference<Encoded>> work) {
        AtomicReference<Encoded> refused = new AtomicReference<>();
        try {
            producer.beginTransaction();
            work.accept(refused);
            producer.commitTransaction();
            CrashPoint.COMMITTED.hit();
        } catch (KafkaException e) {
            if (refused.get() != null) {
                throw new RecordTooLargeException(RecordLimit.refusal(kafka, refused.get()), e);
            }
            throw e;
        }
    }

    private static RecordMetadata known(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private void sendAll(List<Encoded> records, AtomicReference<Encoded> refused) {
        for (Encoded each : records) {
            var _ = send(each, refused);
        }
    }

    private Future<RecordMetadata> send(Encoded each, AtomicReference<Encoded> refused) {
        return producer.send(each.record(), (metadata, e) -> {
            if (e instanceof RecordTooLargeException) {
                refused.compareAndSet(null, each);
            }
        });
    }

    @Override
    public void close() {
        producer.close(Clients.CLOSE_TIMEOUT);
    }
}
