package sharelora.platform.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import sharelora.platform.failure.TransientException;
import sharelora.platform.records.Framing;
import sharelora.platform.records.Received;

/** Between Kafka's words and ours. */
final class Partitions {

    private Partitions() {}

    static TopicPartition of(Position position) {
        return new TopicPartition(position.topic(), position.partition());
    }

    static Position position(TopicPartition partition) {
        return new Position(partition.topic(), partition.partition());
    }

    static Received received(ConsumerRecord<byte[], byte[]> record, Framing framing) {
        return new Received(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                framing.singleObject(record.value()),
                record.value());
    }

    /** The next records, in whatever framing. Where that cannot be told for now, the same ones are next again. */
    static List<Received> polled(Consumer<byte[], byte[]> consumer, Duration wait, Framing framing) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        List<Received> received = new ArrayList<>();
        try {
            records.forEach(record -> received.add(received(record, framing)));
        } catch (TransientException e) {
            for (TopicPartition partition : records.partitions()) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
            }
            throw e;
        }
        return received;
    }

    /**
     * Offsets of the oldest records. The client takes whatever offset it was told last for the end that its lag counts
     * to, and the broker names an end again only when it moves: without the second question a partition that was read to
     * its end would look as if it never were.
     */
    static Map<TopicPartition, Long> beginnings(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions);
        return beginnings;
    }
}
