package sharelora.platform.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import sharelora.platform.records.Framing;

/** A transactional writer that is replaced after a failure. */
final class LoopWriter implements AutoCloseable {

    private final KafkaSettings kafka;
    private final String transactionalId;
    private TransactionalWriter writer;

    LoopWriter(KafkaSettings kafka, String transactionalId) {
        this.kafka = kafka;
        this.transactionalId = transactionalId;
    }

    /** The framing of the records that it writes. */
    Framing framing() {
        return kafka.framing();
    }

    /** Makes sure that the last transaction of this id is committed or aborted, so that the committed offsets are final. */
    void settle() {
        if (writer == null) {
            writer = TransactionalWriter.open(kafka, transactionalId);
        }
    }

    void commit(
            List<Encoded> records,
            Map<Position, Long> offsets,
            Map<Position, String> notes,
            ConsumerGroupMetadata group) {
        settle();
        writer.commit(records, TransactionalWriter.noted(offsets, notes), group);
    }

    /** Closes the writer with its failed transaction, which the next writer of the same id aborts. */
    void replace() {
        close();
        writer = null;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
