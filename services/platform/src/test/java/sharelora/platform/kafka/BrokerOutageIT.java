package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.broker.BrokerConfig;
import sharelora.broker.EmbeddedBroker;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** What is known of a broker that goes away while it is being polled: Kafka's clients say nothing of it. */
class BrokerOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Topic<Example> in = new Topic<>("in", Example.class, 1, Optional.of(Duration.ofDays(1)));
    private final Topic<Example> out = new Topic<>("out", Example.class, 1, Optional.of(Duration.ofDays(1)));
    private final Health health = new Health();
    private EmbeddedBroker broker;
    private KafkaSettings kafka;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder, 0));
        kafka = KafkaSettings.of(broker.bootstrapServers());
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(List.of(in, out));
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void anIdleLoopIsNotReadyWhileItIsGoneAndReadyWhenItIsBack() {
        // Given
        try (TransformLoop loop = TransformLoop.start(
                LoopConfig.of("copier", "group", List.of(in.name())),
                kafka,
                Metrics.create(),
                health,
                new Units(out, 1, () -> {}))) {
            await().atMost(PATIENCE).until(() -> loop.idle().isPositive());

            // When
            broker.close();

            // Then
            await().atMost(PATIENCE).until(() -> !health.ready().up());
            assertThat(health.ready().checks().getFirst().reason())
                    .contains("no Kafka broker at " + kafka.bootstrapServers());
            assertThat(loop.idle()).isZero();
            broker = EmbeddedBroker.start(new BrokerConfig(folder, portOf(kafka)));
            await().atMost(PATIENCE).until(() -> health.ready().up());
        }
    }

    @Test
    void aReaderThatWaitsForTheRestFailsInsteadOfWaitingForEver() {
        // Given
        try (TopicReader reader = TopicReader.fromBeginning(kafka, in.name())) {
            reader.poll(Duration.ofMillis(100));

            // When
            broker.close();

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThatThrownBy(() -> reader.poll(Duration.ofMillis(100)))
                            .isInstanceOf(LogUnavailableException.class)
                            .hasMessageContaining(kafka.bootstrapServers()));
        }
    }

    private static int portOf(KafkaSettings kafka) {
        return Integer.parseInt(kafka.bootstrapServers().replaceFirst(".*:", ""));
    }
}
