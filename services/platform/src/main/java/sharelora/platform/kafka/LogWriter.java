package sharelora.platform.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import sharelora.platform.records.Outgoing;

/**
 * Writes records without a transaction, idempotently and in order: for what comes from outside, such as examples and
 * jobs. A record is written when a {@link #flush()} after it has returned. Thread-safe.
 */
public final class LogWriter implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final KafkaSettings kafka;
    private final AtomicReference<Failure> failure = new AtomicReference<>();

    private LogWriter(Producer<byte[], byte[]> producer, KafkaSettings kafka) {
        this.producer = producer;
        this.kafka = kafka;
    }

    /** The first record that was not written, and why. */
    private record Failure(Encoded encoded, Exception cause) {

        boolean isRefusal() {
            return cause instanceof RecordTooLargeException;
        }

        String words(KafkaSettings kafka) {
            return isRefusal() ? RecordLimit.refusal(kafka, encoded) : AdvertisedListeners.words(kafka, cause);
        }
    }

    public static LogWriter open(KafkaSettings kafka, String clientId) {
        return new LogWriter(Clients.producer(kafka, clientId), kafka);
    }

    /**
     * Queues the record; blocks while 32 MiB are queued. One that is larger than a batch is written alone, when this
     * returns: a topic may refuse it for its size, and then it is known which one that was.
     *
     * @throws RecordRefusedException where the topic's limit is lower than such a record
     * @throws LogUnavailableException where this record or one before it was not written
     */
    public void send(Outgoing<?> outgoing) {
        check();
        Encoded encoded = Encoded.of(outgoing, kafka.framing());
        if (encoded.bytes() > Clients.BATCH_SIZE) {
            flush();
            queue(encoded);
            producer.flush();
            Failure found = failure.get();
            if (found != null && found.isRefusal()) {
                throw new RecordRefusedException(found.words(kafka), found.cause());
            }
            check();
        } else {
            queue(encoded);
        }
    }

    private void queue(Encoded encoded) {
        try {
            var _ = producer.send(encoded.record(), (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, new Failure(encoded, e));
                }
            });
        } catch (KafkaException e) {
            throw new LogUnavailableException(
                    "cannot write to " + encoded.record().topic() + ": " + AdvertisedListeners.words(kafka, e), e);
        }
    }

    /**
     * Returns when everything sent is written.
     *
     * @throws LogUnavailableException where something was not; this writer is of no further use then
     */
    public void flush() {
        producer.flush();
        check();
    }

    /** Without {@link #flush()} before it, what is still queued is lost when the broker does not answer in time. */
    @Override
    public void close() {
        producer.close(Clients.CLOSE_TIMEOUT);
    }

    private void check() {
        Failure found = failure.get();
        if (found != null) {
            throw new LogUnavailableException("a record was not written: " + found.words(kafka), found.cause());
        }
    }
}
