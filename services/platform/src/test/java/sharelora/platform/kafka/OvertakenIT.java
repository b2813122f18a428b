package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

class OvertakenIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String group = "group-" + UUID.randomUUID();
    private final Health health = new Health();
    private final Metrics metrics = Metrics.create();
    private Topic<Example> in;
    private Topic<Example> out;

    @BeforeAll
    static void createDeadLetters() {
        SharedBroker.create(Topics.DEAD_LETTERS);
    }

    @BeforeEach
    void create() {
        in = SharedBroker.topic(1);
        out = SharedBroker.topic(1);
    }

    @Test
    void tellsWhatWasRemovedWhileTheLoopWasDown() {
        // Given
        SharedBroker.writeExamples(in, 0, 13);
        runToTheEnd();
        SharedBroker.writeExamples(in, 13, 250);
        deleteBefore(200);

        // When
        runToTheEnd();

        // Then
        assertThat(letters()).containsExactly(lost(13, 200));
        assertThat(SharedBroker.ids(out)).hasSize(13 + 50).doesNotHaveDuplicates();
        assertThat(lostByMetrics()).isEqualTo(187);
    }

    @Test
    void tellsWhatWasRemovedOfAPartitionThatWasEmptyWhenItWasLastRead() {
        // Given
        runToTheEnd();
        await().atMost(PATIENCE).until(() -> committed().equals(Map.of(new Position(in.name(), 0), 0L)));
        SharedBroker.writeExamples(in, 0, 20);
        deleteBefore(15);

        // When
        runToTheEnd();

        // Then
        assertThat(letters()).containsExactly(lost(0, 15));
        assertThat(SharedBroker.ids(out)).hasSize(5);
    }

    @Test
    void tellsWhatIsRemovedAheadOfALoopAtWorkAndKeepsWhatItHolds() {
        // Given
        SharedBroker.writeExamples(in, 0, 3);
        Semaphore gate = new Semaphore(3);
        try (TransformLoop loop = start(new Units(out, 100, gate::acquireUninterruptibly) {
            @Override
            public void overtaken(Gap gap, Output output) {
                flush(output);
            }
        })) {
            await().atMost(PATIENCE).until(() -> gate.availablePermits() == 0);
            SharedBroker.writeExamples(in, 3, 4); // it stands at this one while the others come and go
            await().atMost(PATIENCE).until(gate::hasQueuedThreads);
            SharedBroker.writeExamples(in, 4, 5); // the client asks for the next records beforehand, and gets this one
            SharedBroker.writeExamples(in, 5, 250);
            deleteBefore(200);

            // When
            gate.release(1_000);

            // Then
            await().atMost(PATIENCE).until(() -> letters().size() == 1);
            assertThat(letters()).containsExactly(lost(5, 200));
            var drained = loop.drain();
            await().atMost(PATIENCE).until(drained::succeeded);
            assertThat(SharedBroker.ids(out))
                    .hasSize(5 + 50)
                    .doesNotHaveDuplicates()
                    .startsWith("0", "1", "2", "3", "4", "200");
            assertThat(lostByMetrics()).isEqualTo(195);
        }
    }

    @Test
    void givesBackWhatWasNotedBesideTheOffset() {
        // Given
        Position place = new Position(in.name(), 0);
        SharedBroker.writeExamples(in, 0, 3);
        runToTheEnd(new Units(out, 100, () -> {}) {
            @Override
            public Map<Position, String> notes() {
                return Map.of(place, "[1,2)");
            }
        });
        AtomicReference<Map<Position, String>> given = new AtomicReference<>(Map.of());

        // When
        runToTheEnd(new Units(out, 100, () -> {}) {
            @Override
            public void resume(Map<Position, Long> next, Map<Position, String> notes) {
                given.set(notes);
            }
        });

        // Then
        assertThat(given.get()).isEqualTo(Map.of(place, "[1,2)"));
    }

    @Test
    void tellsAGapOnceHoweverOftenItIsRestarted() {
        // Given
        SharedBroker.writeExamples(in, 0, 10);
        runToTheEnd();
        SharedBroker.writeExamples(in, 10, 20);
        deleteBefore(15);
        runToTheEnd();

        // When
        runToTheEnd();

        // Then
        assertThat(letters()).containsExactly(lost(10, 15));
    }

    @Test
    void tellsNothingOfATopicWhoseBeginningWasGoneBeforeTheLoopFirstCame() {
        // Given
        SharedBroker.writeExamples(in, 0, 20);
        deleteBefore(15);

        // When
        runToTheEnd();

        // Then
        assertThat(letters()).isEmpty();
        assertThat(SharedBroker.ids(out)).hasSize(5);
    }

    @Test
    void tellsNothingWhereWhatIsRemovedWasRead() {
        // Given
        SharedBroker.writeExamples(in, 0, 20);
        runToTheEnd();
        deleteBefore(20);

        // When
        runToTheEnd();

        // Then
        assertThat(letters()).isEmpty();
        assertThat(lostByMetrics()).isZero();
    }

    @Test
    void standsStillInWordsWhereTheLogEndsBeforeItsPlace() {
        // Given
        SharedBroker.writeExamples(in, 0, 5);
        commit(20);

        // When
        try (TransformLoop loop = start(new Units(out, 1, () -> {}))) {

            // Then
            await().atMost(PATIENCE).until(() -> health.ready().toString().contains("ends before offset 20"));
            assertThat(loop.ended().isComplete()).isFalse();
            assertThat(SharedBroker.ids(out)).isEmpty();
            assertThat(letters()).isEmpty();
        }
    }

    private void commit(long offset) {
        try (Admin kafka = Clients.admin(SharedBroker.kafka())) {
            kafka.alterConsumerGroupOffsets(
                            group, Map.of(new TopicPartition(in.name(), 0), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private TransformLoop start(Transform transform) {
        return TransformLoop.start(
                LoopConfig.of("copier", group, List.of(in.name())), SharedBroker.kafka(), metrics, health, transform);
    }

    private void runToTheEnd() {
        runToTheEnd(new Units(out, 1, () -> {}));
    }

    private void runToTheEnd(Units units) {
        try (TransformLoop loop = start(units)) {
            var drained = loop.drain();
            await().atMost(PATIENCE).until(drained::succeeded);
            await().atMost(PATIENCE).until(() -> loop.idle().toMillis() > 0);
        }
    }

    private Map<Position, Long> committed() {
        try (TopicAdmin admin = TopicAdmin.open(SharedBroker.kafka())) {
            return admin.committed(group);
        }
    }

    private void deleteBefore(long offset) {
        try (Admin kafka = Clients.admin(SharedBroker.kafka())) {
            kafka.deleteRecords(Map.of(new TopicPartition(in.name(), 0), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private long lostByMetrics() {
        return metrics.exposition()
                .lines()
                .filter(line ->
                        line.startsWith("sharelora_records_lost_to_retention_total{") && line.contains(in.name()))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Map<String, Object> lost(long from, long to) {
        return Map.of("stage", "copier", "reason", "lost-to-retention", "from", from, "to", to);
    }

    /** Those of this test's topic. */
    private List<Map<String, Object>> letters() {
        List<Map<String, Object>> letters = new ArrayList<>();
        TopicReplay.read(SharedBroker.kafka(), Topics.DEAD_LETTERS, record -> {
            DeadLetter letter = Codec.decode(DeadLetter.class, record.value());
            Source source = letter.getSource();
            if (source.getTopic().equals(in.name())) {
                Map<String, Object> found = new HashMap<>();
                found.put("stage", letter.getStage());
                found.put("reason", letter.getReason());
                found.put("from", source.getOffset());
                found.put("to", letter.getToOffset());
                letters.add(found);
            }
        });
        return letters;
    }
}
