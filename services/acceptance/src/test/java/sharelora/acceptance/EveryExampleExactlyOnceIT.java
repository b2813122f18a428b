package sharelora.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.EveryExampleExactlyOnce;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryExampleExactlyOnceIT {

    @Test
    void everyExampleHasOneFateHoweverOftenTokenizersAreKilled() {
        Proving.holds(new EveryExampleExactlyOnce());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfWhatIsNotCommittedCountedToo() {
        Proving.fails(
                new EveryExampleExactlyOnce(installation -> new TopicHistory(topic -> all(installation, topic))),
                new Scale(0, 0),
                "examples: ");
    }

    /** What an ordinary consumer with Kafka's default isolation reads: aborted records as well. */
    private static List<byte[]> all(Installation installation, String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", installation.kafka().bootstrapServers());
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
