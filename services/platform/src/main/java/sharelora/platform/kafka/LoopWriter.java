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

    /** Of what it writes. */
    Framing framing() {
        return kafka.framing();
    }

    /** Makes sure that what was last tried under this id is decided: committed offsets are the truth afterwards. */
    void settle() {
        if (writer == null) {
            writer = TransactionalWriter.open(kafka, transactionalId);
        }
    }

    void commit(List<Encoded> records, Map<Position, Long> offsets, ConsumerGroupMetadata group) {
        settle();
        writer.commit(records, offsets, group);
    }

    /** Gives up the writer and with it the transaction that failed; the next one decides it. */
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
