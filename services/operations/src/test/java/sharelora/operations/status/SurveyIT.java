package sharelora.operations.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.fixtures.TestInstallation;
import sharelora.fixtures.TrainingJobs;
import sharelora.operations.audit.Audit;
import sharelora.operations.audit.Explanation;
import sharelora.operations.audit.RecordPlace;
import sharelora.operations.deadletter.DeadLetterReplay;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Health;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.Membership;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.Transform;
import sharelora.platform.kafka.TransformLoop;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Example;
import sharelora.schemas.Groups;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** What a real broker tells an operator of what waits, is missing or was lost. */
class SurveyIT {

    private static final String STREAM = EvaluatedStreams.STREAM;
    private static final Topic<Example> EXAMPLES = Topics.examples(STREAM);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private TestInstallation installation;
    private Job job;

    @BeforeEach
    void start() {
        installation = TestInstallation.start(
                folder, BlobStore.open(folder.resolve("blobs").toUri()));
        installation.createStream(STREAM);
        job = TrainingJobs.job("tickets")
                .setStream(STREAM)
                .setEvaluation(new EvaluationSettings(20, 100, 25, 60_000L, false, null, "float32"))
                .build();
        installation.write(List.of(Outgoing.of(Topics.JOBS, "tickets", job)));
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void namesAMisspeltInputABatchThatWaitsAndWhatTheFirstEvaluationNeeds() {
        // Given
        submitStream(new Input("suport.tickets", InputFormat.JSON, "id", "text", "label", null, null, null, List.of()));
        installation.write(List.of(Outgoing.of(Topics.evalBatches(STREAM), null, EvaluatedStreams.batch(0, 12))));
        feed(0, 7);
        try (TransformLoop loop = start(new Taking(false))) {
            await().atMost(PATIENCE).until(() -> tokenizer().members() == 1);

            // When
            Status status = status();

            // Then
            assertThat(tokenizer().notes())
                    .containsExactly(
                            "input topic 'suport.tickets' is not there: nothing is read from it until somebody makes it",
                            "7 records wait: a batch closes from 8 on or more");
            assertThat(status.lines())
                    .anyMatch(line -> line.contains("12 of 20 held-out records that the first evaluation needs"));
            assertThat(loop.ended().isComplete()).isFalse();
        }
    }

    @Test
    void countsHeldOutRecordsUpToWhatTheNewestCheckpointHasLearned() {
        // Given
        submitStream(null);
        installation.write(List.of(
                Outgoing.of(Topics.evalBatches(STREAM), null, EvaluatedStreams.batch(0, 12)),
                Outgoing.of(Topics.CHECKPOINTS, "tickets", checkpoint(5))));

        // When
        Status status = status();

        // Then
        assertThat(status.jobs().getFirst().heldOut()).contains(new HeldOut(5, 20));
    }

    @Test
    void countsATrainerThatWasStartedForOneJobAsAMember() {
        // Given
        submitStream(null);
        try (Membership alone =
                Membership.join(installation.kafka(), Groups.trainer("tickets"), Topics.JOBS, new Idle())) {

            // When
            await().atMost(PATIENCE).until(() -> status().jobs().getFirst().trainers() == 1);

            // Then
            assertThat(status().stages())
                    .filteredOn(stage -> stage.stage().equals("trainer"))
                    .singleElement()
                    .satisfies(stage -> assertThat(stage.members()).isEqualTo(1));
            assertThat(alone).isNotNull();
        }
    }

    @Test
    void tellsWhatWasDeletedUnreadBeforeAndAfterTheTokenizerCountsIt() {
        // Given
        submitStream(null);
        feed(0, 40);
        takeAll();
        feed(40, 300);
        long deleted = deleteAllButTheLast();
        List<String> before = tokenizer().notes();
        Audit.Report untold = Audit.of(installation.kafka(), installation.blobs(), job);

        // When
        takeAll();

        // Then
        assertThat(before).anyMatch(note -> note.startsWith(deleted + " records at most were removed unread since"));
        assertThat(untold.lost()).hasSize(4).allMatch(line -> line.contains("as the tokenizer will tell"));
        assertThat(tokenizer().notes())
                .anyMatch(note -> note.startsWith(
                        deleted + " records at most were removed before they were read: " + EXAMPLES.name() + ":0:["))
                .noneMatch(note -> note.contains("since it last committed"));
        assertThat(Audit.of(installation.kafka(), installation.blobs(), job).lost())
                .singleElement()
                .asString()
                .startsWith(deleted + " records at most, removed before the tokenizer had read them");
        assertThat(DeadLetterReplay.of(installation.kafka(), letter -> true).left())
                .isEqualTo(
                        Map.of("retention had taken the records before anybody read them: have them sent again", 4L));
        Checkpoint learned = checkpoint(1_000);
        assertThat(Explanation.of(installation.kafka(), learned, RecordPlace.START, 10)
                        .lost()
                        .texts())
                .singleElement()
                .asString()
                .startsWith(EXAMPLES.name() + ":0:[");
    }

    @Test
    void tellsNothingOfWhatWasReadBeforeItWasDeleted() {
        // Given
        submitStream(null);
        feed(0, 40);
        takeAll();

        // When
        long deleted = deleteAllButTheLast();

        // Then
        assertThat(deleted).isZero();
        assertThat(tokenizer().notes()).isEmpty();
        assertThat(Audit.of(installation.kafka(), installation.blobs(), job).lost())
                .isEmpty();
    }

    private Status status() {
        return Survey.take(installation.kafka(), each -> true, List.of(), Instant.now());
    }

    private StageStatus tokenizer() {
        return status().stages().stream()
                .filter(stage -> stage.stage().equals("tokenizer of " + STREAM))
                .findFirst()
                .orElseThrow();
    }

    private static Checkpoint checkpoint(long inputTo) {
        return Checkpoint.newBuilder(EvaluatedStreams.checkpoint(5, inputTo))
                .setJobId("tickets")
                .setInputs(List.of(new OffsetRange(EXAMPLES.name(), 0, 0L, inputTo)))
                .build();
    }

    private void submitStream(Input input) {
        Stream stream = Stream.newBuilder()
                .setName(STREAM)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTokenizerSha256("c".repeat(64))
                .setInput(input)
                .setLabels(List.of("a", "b"))
                .setMaxLength(64)
                .setBatch(new BatchRule(32, 1_000, 8, 500L))
                .setHoldoutPercent(10)
                .setCreatedAt(Instant.EPOCH)
                .build();
        installation.write(List.of(Outgoing.of(Topics.STREAMS, STREAM, stream)));
    }

    private void feed(int from, int to) {
        installation.write(IntStream.range(from, to)
                .mapToObj(i -> Outgoing.of(
                        EXAMPLES,
                        Integer.toString(i),
                        Example.newBuilder().setId("r" + i).setText("text " + i).build()))
                .toList());
    }

    /** A tokenizer that takes everything, and stops. */
    private void takeAll() {
        try (TransformLoop loop = start(new Taking(true))) {
            var drained = loop.drain();
            await().atMost(PATIENCE).until(drained::succeeded);
        }
    }

    private TransformLoop start(Transform transform) {
        LoopConfig config = LoopConfig.of("tokenizer", Groups.tokenizers(STREAM), List.of(EXAMPLES.name()))
                .with(DeadLetters.of("tokenizer").forStream(STREAM));
        return TransformLoop.start(config, installation.kafka(), Metrics.create(), new Health(), transform);
    }

    /** Deletes all but the last record of every partition; how many of them nobody had read. */
    private long deleteAllButTheLast() {
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        long unread = 0;
        try (TopicAdmin topics = TopicAdmin.open(installation.kafka())) {
            Map<Position, Long> read = topics.committed(Groups.tokenizers(STREAM));
            for (var end : topics.endOffsets(EXAMPLES.name()).entrySet()) {
                long before = end.getValue() - 1;
                Position place = end.getKey();
                deletions.put(
                        new TopicPartition(place.topic(), place.partition()), RecordsToDelete.beforeOffset(before));
                unread += Math.max(0, before - read.get(place));
            }
        }
        try (Admin admin = Admin.create(Map.copyOf(installation.kafka().properties()))) {
            admin.deleteRecords(deletions).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return unread;
    }

    /** Takes records; completes them or holds them all. */
    private static final class Taking implements Transform {

        private final boolean completes;
        private final Map<Position, Long> completed = new HashMap<>();

        Taking(boolean completes) {
            this.completes = completes;
        }

        @Override
        public void accept(Received record, Output output) {
            if (completes) {
                completed.put(new Position(record.topic(), record.partition()), record.offset() + 1);
            }
        }

        @Override
        public Map<Position, Long> completed() {
            return completed;
        }

        @Override
        public void restart() {
            completed.clear();
        }
    }

    /** Takes charge of nothing. */
    private static final class Idle implements Membership.Duty {

        @Override
        public void changed(Set<Integer> partitions) {}

        @Override
        public void handOver(Set<Integer> kept) {}

        @Override
        public void lost(Set<Integer> kept) {}
    }
}
