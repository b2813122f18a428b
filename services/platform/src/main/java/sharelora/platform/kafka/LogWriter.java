package sharelora.platform.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Outgoing;

/**
 * Writes records without a transaction, idempotently and in order: for what comes from outside, such as examples and
 * jobs. A record is written when a {@link #flush()} after it has returned. Thread-safe.
 */
public final class LogWriter implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final Framing framing;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private LogWriter(Producer<byte[], byte[]> producer, Framing framing) {
        this.producer = producer;
        this.framing = framing;
    }

    public static LogWriter open(KafkaSettings kafka, String clientId) {
        return new LogWriter(Clients.producer(kafka, clientId), kafka.framing());
    }

    /** Queues the record; blocks while 32 MiB are queued. */
    public void send(Outgoing<?> outgoing) {
        check();
        Encoded encoded = Encoded.of(outgoing, framing);
        try {
            var _ = producer.send(encoded.record(), (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        } catch (KafkaException e) {
            throw new LogUnavailableException(
                    "cannot write to " + encoded.record().topic() + ": " + e, e);
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
        Exception e = failure.get();
        if (e != null) {
            throw new LogUnavailableException("a record was not written: " + e, e);
        }
    }
}
