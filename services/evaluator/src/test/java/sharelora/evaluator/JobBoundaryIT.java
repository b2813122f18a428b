package sharelora.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.fixtures.TinyBase;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.host.Platform;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.Keep;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** What one job, or one of its records, brings withholds no other result. */
class JobBoundaryIT {

    private static final int STEPS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LATE = "late";

    @TempDir
    private static Path folder;

    private static BlobStore blobs;
    private static TinyJob learned;
    private static Job sound;
    private static Path lateBase;
    private static Job late;

    @BeforeAll
    static void learn() throws IOException {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        learned = TinyJob.learn(blobs, folder, STEPS, 10);
        sound = Job.newBuilder(EvaluatedStreams.job())
                .setBaseSha256(learned.baseSha256())
                .build();
        lateBase = TinyBase.write(folder.resolve("late-base"));
        String sha256 = BlobFolder.publish(
                BlobStore.open(folder.resolve("elsewhere").toUri()), BlobNames.model(LATE), lateBase);
        late = Job.newBuilder(sound)
                .setJobId(LATE)
                .setBase(LATE)
                .setBaseSha256(sha256)
                .setKeep(new Keep(3, 9))
                .build();
    }

    @Test
    void jobWhoseBaseIsMissingStandsStillAndTheOthersResultsCountAllTheRecordsTheirBaseCanTake() throws Exception {
        // Given
        Path here = folder.resolve("installation");
        try (EvaluatorTestBed bed =
                EvaluatorTestBed.open(here, blobs, sound, STEPS, JobBoundaryIT::oneOfFortyIsStrange)) {
            bed.write(Outgoing.of(Topics.JOBS, LATE, late));
            Platform platform = bed.platform();
            EvaluatorVerticle evaluator = bed.start(EnumSet.allOf(Role.class), platform);

            // When
            for (Checkpoint checkpoint : learned.checkpoints()) {
                bed.announce(onLateBase(checkpoint));
                bed.announce(checkpoint);
            }

            // Then
            assertThat(results(bed, EvaluatedStreams.JOB, 3)).allSatisfy(result -> {
                assertThat(result.getStatus()).isEqualTo(EvalStatus.COMPLETE);
                assertThat(result.getN()).isEqualTo(39);
                assertThat(result.getOf()).isEqualTo(40);
                assertThat(result.getStepZeroDifferences()).isNotEmpty();
            });
            assertThat(platform.health().ready().checks().toString())
                    .contains("planner late", "base late " + late.getBaseSha256() + " is not in the blob store");
            assertThat(bed.read(Topics.EVAL_RESULTS))
                    .extracting(EvalResult::getJobId)
                    .containsOnly(EvaluatedStreams.JOB);
            assertThat(evaluator.ended().isComplete()).isFalse();

            BlobFolder.publish(blobs, BlobNames.model(LATE), lateBase);
            bed.write(Outgoing.of(
                    Topics.JOBS, LATE, Job.newBuilder(late).setRetries(1).build()));

            assertThat(results(bed, LATE, 3)).extracting(EvalResult::getStatus).containsOnly(EvalStatus.COMPLETE);
            assertThat(platform.health().ready().checks().toString()).doesNotContain("planner late");
        }
    }

    @Test
    void workerAnswersWhatItsBaseLacksWithAFailureAndGoesOnWithOtherJobs() throws Exception {
        // Given
        Path here = folder.resolve("workers");
        try (EvaluatorTestBed bed = EvaluatorTestBed.open(here, blobs, sound, STEPS)) {
            Checkpoint gone = Checkpoint.newBuilder(
                            onLateBase(learned.checkpoints().get(1)))
                    .setBaseSha256("0".repeat(64))
                    .build();
            bed.write(Outgoing.of(Topics.JOBS, LATE, late));
            EvaluatorVerticle planner = bed.start(EnumSet.of(Role.PLANNER));
            learned.checkpoints().forEach(bed::announce);
            await().atMost(PATIENCE).until(() -> bed.read(Topics.EVAL_TASKS).size() == 6); // two checkpoints at a time
            bed.stop(planner);
            bed.read(Topics.EVAL_TASKS).stream()
                    .limit(3)
                    .map(task -> EvalTask.newBuilder(task)
                            .setTaskId("late-" + task.getTaskId())
                            .setJobId(LATE)
                            .setCheckpointId(gone.getCheckpointId())
                            .setBaseSha256(gone.getBaseSha256())
                            .build())
                    .forEach(task -> bed.write(Outgoing.of(Topics.EVAL_TASKS, task.getTaskId(), task)));

            // When
            EvaluatorVerticle workers = bed.start(EnumSet.of(Role.WORKER, Role.AGGREGATOR));

            // Then
            assertThat(results(bed, EvaluatedStreams.JOB, 2))
                    .extracting(EvalResult::getStatus)
                    .containsOnly(EvalStatus.COMPLETE);
            assertThat(results(bed, LATE, 1)).singleElement().satisfies(result -> {
                assertThat(result.getStatus()).isEqualTo(EvalStatus.FAILED);
                assertThat(result.getFailure()).contains("base-missing: base tiny 0000");
            });
            assertThat(bed.read(Topics.DEAD_LETTERS))
                    .extracting(DeadLetter::getReason)
                    .containsOnly("base-missing")
                    .hasSize(3);
            assertThat(workers.ended().isComplete()).isFalse();
        }
    }

    /** Each window of forty records has one with a token that no base has a row for. */
    private static TokenBatch oneOfFortyIsStrange(int offset) {
        TokenBatch batch = TinyJob.evalBatch(offset);
        if (offset % 10 == 5) {
            batch.getTokenIds().set(0, 1_000_000);
        }
        return batch;
    }

    /** The same adapter as a checkpoint of the other job, under a name of its own. */
    private static Checkpoint onLateBase(Checkpoint checkpoint) throws IOException {
        Path stored = BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
        Path copy = Files.createTempDirectory(folder, "copy");
        try (var files = Files.list(stored)) {
            for (Path file :
                    files.filter(each -> !each.endsWith(BlobFolder.MANIFEST)).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.writeString(copy.resolve("note.txt"), LATE);
        String id = BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, copy);
        return Checkpoint.newBuilder(checkpoint)
                .setJobId(LATE)
                .setCheckpointId(id)
                .setBlob("checkpoints/" + id)
                .setBase(LATE)
                .setBaseSha256(late.getBaseSha256())
                .build();
    }

    private static List<EvalResult> results(EvaluatorTestBed bed, String jobId, int count) {
        return await().atMost(PATIENCE).until(() -> ofJob(bed, jobId), results -> results.size() >= count);
    }

    private static List<EvalResult> ofJob(EvaluatorTestBed bed, String jobId) {
        return bed.read(Topics.EVAL_RESULTS).stream()
                .filter(result -> result.getJobId().equals(jobId))
                .toList();
    }
}
