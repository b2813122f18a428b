package sharelora.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.S3Proxy;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.Metric;
import sharelora.schemas.Topics;

class EvaluatorIT {

    private static final int STEPS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Set<Role> ALL = EnumSet.allOf(Role.class);

    @TempDir
    private static Path folder;

    private static BlobStore blobs;
    private static TinyJob learned;
    private static Job job;

    @BeforeAll
    static void learn() {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        learned = TinyJob.learn(blobs, folder, STEPS, 10);
        job = Job.newBuilder(EvaluatedStreams.job())
                .setBaseSha256(learned.baseSha256())
                .build();
    }

    @Test
    void resultsAreTheSameHoweverManyWorkersThereAre() throws Exception {
        // Given
        List<EvalResult> ofOne = evaluated("one", blobs, learned);

        // When
        List<EvalResult> ofEight;
        try (EvaluatorTestBed bed = EvaluatorTestBed.open(folder.resolve("eight"), blobs, job, STEPS)) {
            learned.checkpoints().forEach(bed::announce);
            EvaluatorVerticle leaving = bed.start(Set.of(Role.WORKER));
            bed.start(Set.of(Role.PLANNER, Role.AGGREGATOR));
            await().atMost(PATIENCE).until(() -> !tasks(bed).isEmpty());
            for (int worker = 2; worker <= 8; worker++) {
                bed.start(Set.of(Role.WORKER));
            }
            bed.stop(leaving);
            ofEight = results(bed, 3);
        }

        // Then
        assertThat(ofEight).isEqualTo(ofOne);
        assertThat(ofOne).extracting(EvalResult::getStep).containsExactly(10L, 20L, 30L);
        assertThat(ofOne).extracting(EvalResult::getStatus).containsOnly(EvalStatus.COMPLETE);
        assertThat(ofOne).extracting(EvalResult::getN).containsOnly(40);
        EvalResult last = ofOne.getLast();
        assertThat(last.getMethod()).isEqualTo("share-a");
        assertThat(last.getLearnedFrom()).isNotEmpty();
        assertThat(last.getCheckpointUri()).startsWith("file:///").endsWith("/" + last.getCheckpointId());
        assertThat(last.getStepZeroDifferences().getFirst().getLow()).isPositive();
        assertThat(accuracy(last.getMetrics())).isGreaterThan(0.9);
        assertThat(accuracy(last.getLinearProbe())).isGreaterThan(0.9);
        assertThat(accuracy(last.getStepZero())).isLessThan(0.7);
    }

    @Test
    void resultsInInt8HaveIdsOfTheirOwnAndSayWhatMeasuredThem() throws Exception {
        // Given
        List<EvalResult> float32 = evaluated("float32", blobs, learned);
        Job rounding = Job.newBuilder(job)
                .setEvaluation(EvaluationSettings.newBuilder(job.getEvaluation())
                        .setPrecision("int8")
                        .build())
                .build();

        // When
        List<EvalResult> int8;
        try (EvaluatorTestBed bed = EvaluatorTestBed.open(folder.resolve("int8"), blobs, rounding, STEPS)) {
            EvaluatorVerticle evaluator = bed.start(ALL);
            learned.checkpoints().forEach(bed::announce);
            int8 = results(bed, 3);
            EvaluatorTestBed.get(evaluator.drain());
        }

        // Then
        assertThat(float32).extracting(EvalResult::getPrecision).containsOnly("float32");
        assertThat(int8).extracting(EvalResult::getPrecision).containsOnly("int8");
        assertThat(int8).extracting(EvalResult::getEngine).allMatch(engine -> engine.contains("in int8"));
        assertThat(int8)
                .extracting(EvalResult::getResultId)
                .containsExactlyElementsOf(float32.stream()
                        .map(result -> result.getResultId() + "/int8")
                        .toList());
        assertThat(int8.getLast().getMetrics()).isNotEqualTo(float32.getLast().getMetrics());
        assertThat(accuracy(int8.getLast().getMetrics())).isGreaterThan(0.9);
        assertThat(accuracy(int8.getLast().getLinearProbe())).isGreaterThan(0.9);
    }

    @Test
    void evaluatorOnAnotherMachineHasAllItNeedsFromS3AndSaysTheSame() throws Exception {
        // Given
        Path machines = Files.createDirectories(folder.resolve("machines"));
        try (S3Proxy s3 = S3Proxy.start(machines)) {
            s3.bucket("team");
            URI place = URI.create("s3://team/stream");
            TinyJob uploaded = TinyJob.learn(s3.store(place, "trainers"), folder.resolve("trainer"), STEPS, 10);
            List<EvalResult> here = evaluated("here", blobs, learned);

            // When
            List<EvalResult> there = evaluated("there", s3.store(place, "evaluators"), uploaded);

            // Then
            assertThat(there).extracting(EvalResult::getCheckpointUri).allMatch(uri -> uri.startsWith(place + "/"));
            assertThat(there).isEqualTo(reached(here, place));
            assertThat(machines.resolve("evaluators")).isDirectoryRecursivelyContaining("glob:**/model.safetensors");
        }
    }

    private static List<EvalResult> evaluated(String name, BlobStore blobs, TinyJob job) throws Exception {
        try (EvaluatorTestBed bed = EvaluatorTestBed.open(folder.resolve(name), blobs, EvaluatorIT.job, STEPS)) {
            EvaluatorVerticle evaluator = bed.start(ALL);
            job.checkpoints().forEach(bed::announce);
            List<EvalResult> results = results(bed, 3);
            EvaluatorTestBed.get(evaluator.drain());
            await().atMost(PATIENCE).until(() -> !evaluator.idle().isZero());
            return results;
        }
    }

    /** The same results, their checkpoints in another store. */
    private static List<EvalResult> reached(List<EvalResult> results, URI place) {
        return results.stream()
                .map(result -> EvalResult.newBuilder(result)
                        .setCheckpointUri(place + "/checkpoints/" + result.getCheckpointId())
                        .build())
                .toList();
    }

    @Test
    void restartedEvaluatorWritesNothingTwiceAndSaysWhatIsMissing() throws Exception {
        // Given
        Checkpoint stepZero = learned.checkpoints().get(0);
        Checkpoint there = learned.checkpoints().get(1);
        Checkpoint gone = Checkpoint.newBuilder(learned.checkpoints().get(2))
                .setCheckpointId("f".repeat(64))
                .setFinal$(true)
                .build();
        try (EvaluatorTestBed bed = EvaluatorTestBed.open(folder.resolve("restarted"), blobs, job, STEPS)) {
            bed.announce(stepZero);
            bed.announce(there);
            EvaluatorVerticle first = bed.start(ALL);
            results(bed, 1);
            bed.stop(first);

            // When
            EvaluatorVerticle second = bed.start(ALL);
            bed.announce(gone);
            List<EvalResult> results = results(bed, 2);
            EvaluatorTestBed.get(second.drain());

            // Then
            assertThat(results).extracting(EvalResult::getStep).containsExactly(10L, 20L);
            assertThat(results(bed, 2)).hasSize(2);
            assertThat(tasks(bed))
                    .extracting(EvalTask::getTaskId)
                    .doesNotHaveDuplicates()
                    .hasSize(6);
            assertThat(results.getLast().getStatus()).isEqualTo(EvalStatus.FAILED);
            assertThat(results.getLast().getFailure()).contains("shard 2 of 3: checkpoint-missing: ", "f".repeat(64));
            assertThat(bed.read(Topics.DEAD_LETTERS))
                    .extracting(DeadLetter::getReason)
                    .containsExactly("checkpoint-missing", "checkpoint-missing", "checkpoint-missing");
        }
    }

    /** Waits for that many results; returns all there are, ordered by step, without their times. */
    private static List<EvalResult> results(EvaluatorTestBed bed, int count) {
        List<EvalResult> found =
                await().atMost(PATIENCE).until(() -> bed.read(Topics.EVAL_RESULTS), results -> results.size() >= count);
        return found.stream()
                .map(result -> EvalResult.newBuilder(result)
                        .setPlannedAt(Instant.EPOCH)
                        .setEvaluatedAt(Instant.EPOCH)
                        .setSeconds(0)
                        .build())
                .sorted(Comparator.comparingLong(EvalResult::getStep))
                .toList();
    }

    private static List<EvalTask> tasks(EvaluatorTestBed bed) {
        return bed.read(Topics.EVAL_TASKS);
    }

    private static double accuracy(List<Metric> metrics) {
        return metrics.getFirst().getValue();
    }
}
