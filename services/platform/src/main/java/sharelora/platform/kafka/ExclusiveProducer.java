package sharelora.platform.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.records.Outgoing;

/**
 * A producer whose fixed transactional id is a lock: of all processes that open it, only the last one can commit.
 *
 * <p>Open it <em>before</em> reading the state that it guards: when {@link #open} returns, no earlier holder can commit
 * any more, and what it last tried is decided. Nothing is open between commits, so readers are never held up. Not
 * thread-safe.
 */
public final class ExclusiveProducer implements AutoCloseable {

    private final String id;
    private final TransactionalWriter writer;
    private final KafkaSettings kafka;

    private ExclusiveProducer(String id, TransactionalWriter writer, KafkaSettings kafka) {
        this.id = id;
        this.writer = writer;
        this.kafka = kafka;
    }

    /**
     * Takes the lock from its present holder.
     *
     * @param id the lock: equal for all processes of which one may write
     * @throws LogUnavailableException where the broker does not answer; nothing was taken for certain, try again
     */
    public static ExclusiveProducer open(KafkaSettings kafka, String id) {
        TransactionalWriter writer = guarded(kafka, id, "open", () -> TransactionalWriter.open(kafka, id));
        return new ExclusiveProducer(id, writer, kafka);
    }

    /**
     * Writes all records and the offsets in one short transaction, or nothing.
     *
     * @param offsets next offset per partition; for the eyes of operators, since the state holds the truth
     * @param group the group under which the offsets are shown
     * @throws FencedException another process has taken the lock; nothing was committed and nothing ever will be
     * @throws LogUnavailableException it may or may not be committed: close this, open anew, read the log again
     */
    public void commit(List<? extends Outgoing<?>> records, Map<Position, Long> offsets, String group) {
        List<Encoded> encoded = encoded(records);
        guarded(kafka, id, "commit", () -> {
            writer.commit(encoded, TransactionalWriter.noted(offsets, Map.of()), emptyMember(group));
            return null;
        });
    }

    /**
     * Writes records, and others that follow from where these came to be, in one short transaction, or nothing.
     *
     * @param then makes the others, of the places of the first ones in their order
     * @throws FencedException another process has taken the lock; nothing was committed and nothing ever will be
     * @throws LogUnavailableException it may or may not be committed: close this, open anew, read the log again
     */
    public void commit(
            List<? extends Outgoing<?>> first, Function<List<Written>, ? extends List<? extends Outgoing<?>>> then) {
        List<Encoded> encoded = encoded(first);
        guarded(kafka, id, "commit", () -> {
            writer.commit(
                    encoded,
                    places ->
                            encoded(then.apply(places.stream().map(Written::of).toList())));
            return null;
        });
    }

    /**
     * Where a record is, once its transaction is committed.
     *
     * @param timestamp the record's, milliseconds since the epoch
     */
    public record Written(Position position, long offset, long timestamp) {

        static Written of(RecordMetadata place) {
            return new Written(new Position(place.topic(), place.partition()), place.offset(), place.timestamp());
        }
    }

    private List<Encoded> encoded(List<? extends Outgoing<?>> records) {
        return records.stream()
                .map(record -> Encoded.of(record, kafka.framing()))
                .toList();
    }

    /** Within three seconds, whether the broker answers or not. */
    @Override
    public void close() {
        writer.close();
    }

    /**
     * Offsets of a group without members; the fence is the transactional id, not a generation. Kafka deprecates the
     * constructor without offering another way to name such a group.
     */
    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata emptyMember(String group) {
        return new ConsumerGroupMetadata(group, -1, "", Optional.empty());
    }

    private static <T> T guarded(KafkaSettings kafka, String id, String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (ProducerFencedException | InvalidProducerEpochException | InvalidTxnStateException e) {
            // With epochs that grow by transaction a zombie meets the second before it meets the first, and the third
            // where
            // the other one has just ended the transaction that this one is in.
            throw new FencedException(id + ": another process has taken over", e);
        } catch (RecordTooLargeException e) {
            throw new LogUnavailableException(id + ": cannot " + what + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new LogUnavailableException(id + ": cannot " + what + ": " + AdvertisedListeners.words(kafka, e), e);
        }
    }
}
