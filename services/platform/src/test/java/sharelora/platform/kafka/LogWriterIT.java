package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class LogWriterIT {

    private static final int PARTITIONS = 64;
    private static final int RECORDS = 1280;

    /** With more than one request in flight, records of a topic this new are lost in nine runs of ten. */
    @RepeatedTest(2)
    void losesNothingAndKeepsTheOrderOnATopicThatIsJustMade() {
        // Given
        KafkaSettings oneRecordToABatch =
                SharedBroker.kafka().with(Map.of("batch.size", "1", "linger.ms", "0", "delivery.timeout.ms", "15000"));
        Topic<Example> topic = SharedBroker.topic(PARTITIONS);

        // When
        try (LogWriter writer = LogWriter.open(oneRecordToABatch, "test")) {
            for (int id = 0; id < RECORDS; id++) {
                writer.send(Outgoing.of(topic, Integer.toString(id % PARTITIONS), SharedBroker.example(id)));
            }
            writer.flush();
        }

        // Then
        Map<Integer, List<Integer>> found = idsByPartition(topic);
        assertThat(found.values()).allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(found.values().stream().mapToInt(List::size).sum()).isEqualTo(RECORDS);
    }

    private static Map<Integer, List<Integer>> idsByPartition(Topic<Example> topic) {
        Map<Integer, List<Integer>> ids = new TreeMap<>();
        try (TopicReader reader = TopicReader.fromBeginning(SharedBroker.kafka(), topic.name())) {
            while (!reader.caughtUp()) {
                reader.poll(Duration.ofMillis(100))
                        .forEach(record -> ids.computeIfAbsent(record.partition(), _ -> new ArrayList<>())
                                .add(Integer.parseInt(SharedBroker.id(record))));
            }
        }
        return ids;
    }
}
