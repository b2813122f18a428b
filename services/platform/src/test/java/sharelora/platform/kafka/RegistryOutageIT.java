package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.registry.ConfluentFraming;
import sharelora.platform.registry.SmallRegistry;
import sharelora.schemas.Example;
import sharelora.schemas.Promotion;
import sharelora.schemas.SchemaText;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What a registry that goes away does to whoever reads and writes by it. */
class RegistryOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SmallRegistry registry = SmallRegistry.start();
    private final KafkaSettings kafka = SharedBroker.kafka().with(ConfluentFraming.of(registry.settings(true)));

    @BeforeEach
    void makeTopics() {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(List.of(Topics.SCHEMAS, Topics.PROMOTIONS));
        }
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aStageThatPublishesDoesNotStartWithoutItAndDoesWhenItIsBack() {
        // Given
        registry.down();

        // When / Then
        assertThatThrownBy(() -> PublicSchemas.announce(kafka, List.of(Topics.PROMOTIONS)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("does not answer");
        registry.up();
        PublicSchemas.announce(kafka, List.of(Topics.PROMOTIONS));
        Map<String, SchemaText> announced = TopicTable.read(kafka, Topics.SCHEMAS);
        assertThat(announced.values()).extracting(SchemaText::getRecord).contains("sharelora.schemas.Promotion");
    }

    @Test
    void aLoopThatMeetsANewIdWaitsForItAndTakesEveryRecordOnce() {
        // Given
        Topic<Example> in = SharedBroker.topic(1);
        Topic<Example> out = SharedBroker.topic(1);
        int id = registry.add("another-team", Example.getClassSchema());
        Health health = new Health();
        SharedBroker.writeExamples(in, 0, 3);
        try (TransformLoop loop = TransformLoop.start(
                LoopConfig.of("copier", "group-" + in.name(), List.of(in.name())),
                kafka,
                Metrics.create(),
                health,
                new Units(out, 1, () -> {}))) {
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() == 3);
            registry.down();

            // When
            SharedBroker.writeRaw(in, confluent(id, 3));
            SharedBroker.writeExamples(in, 4, 6);

            // Then
            await().atMost(PATIENCE).until(() -> !health.ready().up());
            assertThat(health.ready().checks().getFirst().reason()).contains("registry http://localhost:");
            assertThat(SharedBroker.ids(out)).containsExactly("0", "1", "2");
            registry.up();
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() >= 6);
            await().atMost(PATIENCE).until(() -> health.ready().up());
            assertThat(SharedBroker.ids(out)).containsExactly("0", "1", "2", "3", "4", "5");
            assertThat(loop.ended().isComplete()).isFalse();
        }
    }

    @Test
    void aPublicRecordIsFramedOnItsTopicAndReadBackFromIt() {
        // Given
        Outgoing<Promotion> promotion = Outgoing.of(Topics.PROMOTIONS, "j", promotion());

        // When
        try (LogWriter writer = LogWriter.open(kafka, "test")) {
            writer.send(promotion);
            writer.flush();
        }

        // Then
        byte[] raw = newest(SharedBroker.kafka()).value();
        assertThat(raw).startsWith(0, 0, 0, 0, 1);
        assertThat(Codec.decode(Promotion.class, newest(kafka).value())).isEqualTo(promotion.value());
        assertThatThrownBy(() -> Codec.decode(Promotion.class, raw)).hasMessageContaining("schema id 1");
    }

    private static Promotion promotion() {
        return Promotion.newBuilder()
                .setJobId("j")
                .setCheckpointId("c")
                .setCheckpoint("file:///c")
                .setAdapterName("j-1-c")
                .setStep(1)
                .setPinned(false)
                .setPreviousId(null)
                .setVerdictId("v")
                .setPromotedAt(Instant.EPOCH)
                .build();
    }

    private static Received newest(KafkaSettings kafka) {
        List<Received> all = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(kafka, Topics.PROMOTIONS.name())) {
            while (!reader.caughtUp()) {
                all.addAll(reader.poll(Duration.ofMillis(100)));
            }
        }
        return all.getLast();
    }

    private static byte[] confluent(int id, int example) {
        byte[] encoded = Codec.encode(SharedBroker.example(example));
        return ByteBuffer.allocate(encoded.length - 5)
                .put((byte) 0)
                .putInt(id)
                .put(encoded, 10, encoded.length - 10)
                .array();
    }
}
