package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
import sharelora.schemas.Topic;

/** Every input record is in the output exactly once, in the order of its partition, whatever happens to the members. */
class ExactlyOnceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final String group = "group-" + UUID.randomUUID();

    @Test
    void holdsWhileMembersStumbleCrashComeAndGo() {
        // Given
        int records = 3_000;
        Topic<Example> in = SharedBroker.topic(4);
        Topic<Example> out = SharedBroker.topic(1);
        Random random = new Random(7);
        Units stumbling = new Units(out, 7, () -> stumbleAtTimes(random));
        Units crashing = new Units(out, 5, crashAfter(100));

        // When
        try (TransformLoop first = start(in, stumbling)) {
            try (TransformLoop second = start(in, crashing)) {
                await().atMost(PATIENCE).until(() -> crashing.restarts.get() > 0);
                SharedBroker.writeExamples(in, 0, records / 2);
                await().atMost(PATIENCE).until(() -> second.ended().failed());
            }
            SharedBroker.writeExamples(in, records / 2, records);
            try (TransformLoop third = start(in, new Units(out, 11, () -> {}))) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(drained(first, third)).isTrue());
            }
        }

        // Then
        assertThat(stumbling.restarts.get()).isGreaterThan(3);
        assertExactlyOnce(in, out, records);
    }

    @Test
    void holdsWhenTheProducerIsFencedUnderway() {
        // Given
        Topic<Example> in = SharedBroker.topic(1);
        Topic<Example> out = SharedBroker.topic(1);
        LoopConfig config = new LoopConfig("copier", group, "one", Set.of(in.name()), DeadLetters.of("copier"));
        Metrics metrics = Metrics.create();
        SharedBroker.writeExamples(in, 0, 10);
        try (TransformLoop loop =
                TransformLoop.start(config, SharedBroker.kafka(), metrics, new Health(), new Units(out, 5, () -> {}))) {
            await().atMost(PATIENCE).until(() -> committed(in) >= 10);

            // When
            ExclusiveProducer.open(SharedBroker.kafka(), config.transactionalId())
                    .close();
            SharedBroker.writeExamples(in, 10, 30);

            // Then
            await().atMost(PATIENCE).until(() -> committed(in) >= 30);
            assertThat(metrics.exposition()).contains("sharelora_loop_retries_total{stage=\"copier\"} 1.0");
            assertThat(loop.ended().isComplete()).isFalse();
        }
        assertExactlyOnce(in, out, 30);
    }

    /** Shows that the check above can fail: this transform says that it is done with what it only holds. */
    @Test
    void isSeenToBeBrokenWhereOffsetsRunAheadOfTheOutput() {
        // Given
        Topic<Example> in = SharedBroker.topic(1);
        Topic<Example> out = SharedBroker.topic(1);
        SharedBroker.writeExamples(in, 0, 10);
        Hasty hasty = new Hasty(new Units(out, 5, () -> {}));

        // When
        try (TransformLoop loop = start(in, hasty)) {
            await().atMost(PATIENCE).until(() -> committed(in) >= 10);
            hasty.stumble = true;
            await().atMost(PATIENCE).until(() -> !hasty.stumble);
            SharedBroker.writeExamples(in, 10, 20);
            await().atMost(PATIENCE).until(() -> drained(loop));
        }

        // Then
        assertThatThrownBy(() -> assertExactlyOnce(in, out, 20)).isInstanceOf(AssertionError.class);
    }

    private TransformLoop start(Topic<Example> in, Transform transform) {
        return TransformLoop.start(
                LoopConfig.of("copier", group, List.of(in.name())),
                SharedBroker.kafka(),
                Metrics.create(),
                new Health(),
                transform);
    }

    private static boolean drained(TransformLoop... loops) {
        return Arrays.stream(loops).map(TransformLoop::drain).toList().stream().allMatch(drain -> {
            await().atMost(PATIENCE).until(drain::isComplete);
            return drain.succeeded();
        });
    }

    private long committed(Topic<Example> in) {
        try (TopicAdmin admin = TopicAdmin.open(SharedBroker.kafka())) {
            return admin.committed(group).getOrDefault(new Position(in.name(), 0), 0L);
        }
    }

    private static void stumbleAtTimes(Random random) {
        if (random.nextInt(400) == 0) {
            throw new TransientException("stumbled");
        }
    }

    private static Runnable crashAfter(int records) {
        AtomicInteger left = new AtomicInteger(records);
        return () -> {
            if (left.decrementAndGet() == 0) {
                throw new IllegalStateException("crashed");
            }
        };
    }

    private static void assertExactlyOnce(Topic<Example> in, Topic<Example> out, int records) {
        List<String> ids = SharedBroker.ids(out);
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, records).mapToObj(Integer::toString).toList());
        for (Position position : partitions(in)) {
            List<String> inOrder = idsOf(position);
            List<String> copied = ids.stream().filter(inOrder::contains).toList();
            assertThat(copied).as("order of %s", position).isEqualTo(inOrder);
        }
    }

    private static List<Position> partitions(Topic<Example> topic) {
        try (TopicAdmin admin = TopicAdmin.open(SharedBroker.kafka())) {
            return admin.partitions(topic.name());
        }
    }

    private static List<String> idsOf(Position position) {
        List<String> ids = new ArrayList<>();
        try (LogReader reader = LogReader.open(SharedBroker.kafka(), position, 0)) {
            long end = reader.endOffset();
            while (reader.position() < end) {
                reader.poll(Duration.ofMillis(100)).forEach(record -> ids.add(SharedBroker.id(record)));
            }
        }
        return ids;
    }

    /** Completes what it has not sent until it stumbles once. */
    private static final class Hasty implements Transform {

        private final Units units;
        private final Map<Position, Long> accepted = new HashMap<>();
        private volatile boolean stumble;
        private boolean stumbled;

        Hasty(Units units) {
            this.units = units;
        }

        @Override
        public void accept(Received record, Output output) {
            accepted.put(new Position(record.topic(), record.partition()), record.offset() + 1);
            if (stumbled) {
                units.accept(record, output);
            }
        }

        @Override
        public void tick(long nowMillis, Output output) {
            if (stumble) {
                stumbled = true;
                stumble = false;
                throw new TransientException("stumbled");
            }
        }

        @Override
        public Map<Position, Long> completed() {
            return stumbled ? units.completed() : accepted;
        }

        @Override
        public void restart() {
            accepted.clear();
            units.restart();
        }

        @Override
        public void flush(Output output) {
            units.flush(output);
        }
    }
}
