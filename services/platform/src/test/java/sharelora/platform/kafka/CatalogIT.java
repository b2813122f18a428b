package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

class CatalogIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeAll
    static void create() {
        SharedBroker.create(Topics.STREAMS);
        SharedBroker.create(Topics.JOBS);
    }

    @Test
    void knowsWhatWasSubmittedBeforeItOpened() {
        // Given
        SharedBroker.write(List.of(Outgoing.of(Topics.STREAMS, "early", stream("early", "a"))));

        // When
        try (Catalog catalog = Catalog.open(SharedBroker.kafka())) {

            // Then
            assertThat(catalog.stream("early")).contains(stream("early", "a"));
            assertThat(catalog.job("nobody")).isEmpty();
        }
    }

    @Test
    void followsWhatChangesAndTells() {
        // Given
        AtomicInteger changes = new AtomicInteger();
        try (Catalog catalog = Catalog.open(SharedBroker.kafka())) {
            catalog.onChange(changes::incrementAndGet);

            // When
            SharedBroker.write(List.of(Outgoing.of(Topics.STREAMS, "late", stream("late", "a", "b"))));

            // Then
            await().atMost(PATIENCE).until(() -> changes.get() > 0);
            assertThat(catalog.stream("late").orElseThrow().getLabels()).containsExactly("a", "b");
        }
    }

    @Test
    void goesOnPastARecordThatIsNone() {
        // Given
        try (var producer = Clients.producer(SharedBroker.kafka(), "poison")) {
            var _ = producer.send(new ProducerRecord<>(
                    Topics.STREAMS.name(),
                    "poison".getBytes(StandardCharsets.UTF_8),
                    "{}".getBytes(StandardCharsets.UTF_8)));
            producer.flush();
        }
        SharedBroker.write(List.of(Outgoing.of(Topics.STREAMS, "after", stream("after", "a"))));

        // When
        try (Catalog catalog = Catalog.open(SharedBroker.kafka())) {

            // Then
            assertThat(catalog.stream("after")).isPresent();
            assertThat(catalog.stream("poison")).isEmpty();
        }
    }

    private static Stream stream(String name, String... labels) {
        return Stream.newBuilder()
                .setName(name)
                .setBase("minilm")
                .setBaseSha256("00")
                .setTokenizerSha256("00")
                .setLabels(List.of(labels))
                .setMaxLength(64)
                .setBatch(new BatchRule(32, 4096, 8, 500L))
                .setHoldoutPercent(15)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
