package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

class TransformLoopIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String group = "group-" + UUID.randomUUID();
    private final Health health = new Health();
    private final Metrics metrics = Metrics.create();
    private Topic<Example> in;
    private Topic<Example> out;

    @BeforeEach
    void create() {
        in = SharedBroker.topic(2);
        out = SharedBroker.topic(1);
    }

    @Test
    void holdsAnOpenUnitBackAndIsNotIdleUntilADrainFlushesIt() {
        // Given
        SharedBroker.writeExamples(in, 0, 10);
        try (TransformLoop loop = start(new Units(out, 7, () -> {}))) {
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() == 7);
            Duration idleWhileOpen = loop.idle();

            // When
            Future<Void> drain = loop.drain();

            // Then
            await().atMost(PATIENCE).until(drain::succeeded);
            assertThat(SharedBroker.ids(out)).hasSize(10);
            assertThat(idleWhileOpen).isZero();
            await().atMost(PATIENCE).until(() -> loop.idle().toMillis() > 100);
            assertThat(health.ready().up()).isTrue();
        }
    }

    @Test
    void drainsThePartitionsOfAMemberThatDiedToo() {
        // Given
        try (TransformLoop loop = start(new Units(out, 1, () -> {}))) {
            KafkaConsumer<byte[], byte[]> dying = Clients.member(SharedBroker.kafka(), group, "dying");
            dying.subscribe(Set.of(in.name()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    dying.seekToBeginning(partitions);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
            });
            await().atMost(PATIENCE).until(() -> {
                dying.poll(Duration.ofMillis(100));
                return dying.assignment().size() == 1;
            });
            dying.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
            SharedBroker.writeExamples(in, 0, 10);

            // When
            Future<Void> drain = loop.drain();

            // Then
            await().atMost(PATIENCE.multipliedBy(2)).until(drain::succeeded);
            assertThat(SharedBroker.ids(out)).hasSize(10);
        }
    }

    @Test
    void endsWithTheExceptionOfItsTransformAndCommitsNothingOfIt() {
        // Given
        SharedBroker.writeExamples(in, 0, 10);
        Units broken = new Units(out, 1, () -> {
            throw new IllegalStateException("a bug");
        });

        // When
        try (TransformLoop loop = start(broken)) {
            await().atMost(PATIENCE).until(() -> loop.ended().isComplete());

            // Then
            assertThat(loop.ended().cause()).hasMessage("a bug");
            assertThat(loop.drain().failed()).isTrue();
            assertThat(health.live().up()).isFalse();
            assertThat(SharedBroker.ids(out)).isEmpty();
        }
    }

    @Test
    void goesOnWhereTheLastMemberEnded() {
        // Given
        SharedBroker.writeExamples(in, 0, 10);
        try (TransformLoop before = start(new Units(out, 1, () -> {}))) {
            await().atMost(PATIENCE).until(() -> before.idle().toMillis() > 0);
        }
        SharedBroker.writeExamples(in, 10, 15);

        // When
        try (TransformLoop loop = start(new Units(out, 1, () -> {}))) {
            Future<Void> drain = loop.drain();
            await().atMost(PATIENCE).until(drain::succeeded);
        }

        // Then
        assertThat(SharedBroker.ids(out)).hasSize(15).doesNotHaveDuplicates();
    }

    @Test
    void readsOtherTopicsWhenToldTo() {
        // Given
        Topic<Example> another = SharedBroker.topic(1);
        SharedBroker.writeExamples(in, 0, 3);
        SharedBroker.writeExamples(another, 3, 6);
        try (TransformLoop loop = TransformLoop.start(
                LoopConfig.of("copier", group, List.of()),
                SharedBroker.kafka(),
                metrics,
                health,
                new Units(out, 1, () -> {}))) {
            await().atMost(PATIENCE).until(() -> health.ready().up());

            // When
            loop.topics(List.of(in.name(), another.name()));

            // Then
            await().atMost(PATIENCE).until(() -> SharedBroker.ids(out).size() == 6);
            assertThat(metrics.exposition()).contains("sharelora_loop_records_total{stage=\"copier\"} 6.0");
        }
    }

    @Test
    void waitsForABrokerThatIsNotThere() {
        // When
        try (TransformLoop loop = TransformLoop.start(
                LoopConfig.of("copier", group, List.of(in.name())),
                KafkaSettings.of("127.0.0.1:1").with(Map.of("default.api.timeout.ms", "1000")),
                metrics,
                health,
                new Units(out, 1, () -> {}))) {

            // Then
            await().during(Duration.ofSeconds(1)).until(() -> !loop.ended().isComplete());
            assertThat(health.ready().up()).isFalse();
            assertThat(loop.idle()).isZero();
        }
    }

    private TransformLoop start(Transform transform) {
        return TransformLoop.start(
                LoopConfig.of("copier", group, List.of(in.name())), SharedBroker.kafka(), metrics, health, transform);
    }
}
