package sharelora.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final String TOPIC = "letters";

    @TempDir
    Path folder;

    @Test
    void keepsCommittedTransactionsOverARestartAndDropsAbortedOnes() throws Exception {
        // Given
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(folder, 0))) {
            create(broker);
            write(broker, List.of("a", "b"), true);
            write(broker, List.of("x", "y"), false);
            write(broker, List.of("c"), true);
        }

        // When
        try (EmbeddedBroker again = EmbeddedBroker.start(new BrokerConfig(folder, 0))) {

            // Then
            assertThat(again.bootstrapServers()).startsWith("127.0.0.1:");
            assertThat(read(again)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void saysWhichPortItCannotHave() throws Exception {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int taken = other.getLocalPort();

            // When / Then
            assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(folder, taken)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("port " + taken + ": Address already in use, expected a free one");
        }
    }

    @Test
    void leavesABrokerAloneThatRunsInItsFolder() {
        // Given
        try (EmbeddedBroker first = EmbeddedBroker.start(new BrokerConfig(folder, 0))) {

            // When / Then
            assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(folder, 0)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("another broker runs in " + folder);
            assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void saysWhichFolderItCannotHave() throws IOException {
        // Given
        Path file = Files.createFile(folder.resolve("file"));

        // When / Then
        assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(file, 0)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining(file.toString());
    }

    private static void create(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void write(EmbeddedBroker broker, List<String> letters, boolean commit) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "letters");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String letter : letters) {
                producer.send(new ProducerRecord<>(TOPIC, letter)).get();
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static List<String> read(EmbeddedBroker broker) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        List<String> letters = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            long end = consumer.endOffsets(Set.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> letters.add(record.value()));
            }
        }
        return letters;
    }
}
