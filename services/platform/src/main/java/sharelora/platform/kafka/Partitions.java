package sharelora.platform.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
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

    static Received received(ConsumerRecord<byte[], byte[]> record) {
        return new Received(
                record.topic(), record.partition(), record.offset(), record.timestamp(), record.key(), record.value());
    }

    static List<Received> received(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<Received> received = new ArrayList<>();
        records.forEach(record -> received.add(received(record)));
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
