package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** A topic that is misspelt, or not made yet, is named until it is there; the others are read meanwhile. */
class MissingTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topic<Example> in = SharedBroker.topic(1);
    private final Topic<Example> out = SharedBroker.topic(1);
    private final Topic<Example> absent =
            new Topic<>("test.absent." + UUID.randomUUID(), Example.class, 1, Optional.of(Duration.ofDays(1)));
    private final Health health = new Health();

    @Test
    void isNotReadyAndSaysWhyUntilTheTopicIsThere() {
        // Given
        SharedBroker.writeExamples(in, 0, 3);
        try (TransformLoop loop = TransformLoop.start(
                LoopConfig.of("copier", "group-" + UUID.randomUUID(), List.of(in.name(), absent.name())),
                SharedBroker.kafka(),
                Metrics.create(),
                health,
                new Units(out, 1, () -> {}))) {
            await().atMost(PATIENCE)
                    .until(() -> health.ready().toString().contains("topic " + absent.name() + " is not there"));
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() == 3);
            await().atMost(PATIENCE).until(() -> !loop.idle().isZero());

            // When
            SharedBroker.create(absent);
            SharedBroker.writeExamples(absent, 3, 5);

            // Then
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() == 5);
            await().atMost(PATIENCE).until(() -> health.ready().up());
            assertThat(loop.ended().isComplete()).isFalse();
        }
    }
}
