package sharelora.evaluator.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static sharelora.fixtures.EvaluatedStreams.batch;
import static sharelora.fixtures.EvaluatedStreams.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.Slice;
import sharelora.platform.kafka.Position;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Suite;
import sharelora.schemas.Topics;

class PlannerTest {

    private static final String STEP_0 = checkpoint(0, 0).getCheckpointId();
    private static final Position INPUT = new Position(Topics.CHECKPOINTS.name(), 0);

    @TempDir
    private Path folder;

    private PlannerBench bench;

    @BeforeEach
    void announceStepZero() {
        bench = new PlannerBench(folder);
        bench.accept(checkpoint(0, 0));
    }

    @Test
    void asksForTheNewestWindowInShards() throws IOException {
        // Given
        bench.heldOut.add(batch(0, 30)).add(batch(30, 60));

        // When
        bench.accept(checkpoint(50, 55));

        // Then: 40 of the 55 records below, 15 to a task
        assertThat(bench.tasks)
                .extracting(EvalTask::getShard, EvalTask::getShards, EvalTask::getFrom, EvalTask::getTo)
                .containsExactly(tuple(0, 3, 0, 15), tuple(1, 3, 15, 30), tuple(2, 3, 30, 40));
        EvalTask task = bench.tasks.getLast();
        assertThat(task.getTaskId())
                .isEqualTo(checkpoint(50, 0).getCheckpointId() + "/" + task.getSuiteSha256() + "/2");
        assertThat(task.getStepZeroId()).isEqualTo(STEP_0);
        assertThat(task.getProbeSha256()).isEqualTo("probe-of-step-50");
        assertThat(task.getDeadlineAt()).isEqualTo(PlannerBench.NOW.plusSeconds(60));
        assertThat(slice(task).records()).isEqualTo(40).isEqualTo(task.getRecords());
        assertThat(slice(task).sha256()).isEqualTo(task.getSuiteSha256());
        assertThat(bench.completed()).containsEntry(INPUT, 2L);
    }

    @Test
    void stepZeroIsNoCandidateWhileMoreIsToCome() {
        // Given
        bench.heldOut.add(batch(0, 60));

        // When
        bench.accept(checkpoint(50, 55));

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsOnly(50L);
    }

    @Test
    void waitsForEnoughAndMeasuresAllThatWaitedOnOneSlice() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.accept(checkpoint(10, 4));
        bench.accept(checkpoint(20, 8));
        assertThat(bench.tasks).isEmpty();
        assertThat(waiting()).isEqualTo(2);

        // When
        bench.accept(checkpoint(30, 12));

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(10L, 20L, 30L);
        assertThat(bench.tasks).extracting(EvalTask::getRecords).containsOnly(12);
        assertThat(bench.tasks)
                .extracting(EvalTask::getSuiteSha256)
                .containsOnly(bench.tasks.getFirst().getSuiteSha256());
        assertThat(waiting()).isZero();
    }

    @Test
    void keepsNoMoreWaitingThanTheJobKeepsCheckpoints() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.accept(checkpoint(10, 1));
        bench.accept(checkpoint(20, 2));
        bench.accept(checkpoint(30, 3));

        // When
        bench.accept(checkpoint(40, 12));

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(20L, 30L, 40L);
        assertThat(bench.results.getFirst().getStatus()).isEqualTo(EvalStatus.SUPERSEDED);
        assertThat(bench.results.getFirst().getFailure()).isEqualTo("fewer than 10 records were held out");
    }

    @Test
    void finalCheckpointIsMeasuredOnWhatThereIs() {
        // Given
        bench.heldOut.add(batch(0, 60));

        // When
        bench.accept(last(20, 7));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getRecords)
                .containsExactly(tuple(20L, 7));
    }

    @Test
    void finalCheckpointWithNothingHeldOutIsOneEmptyTask() {
        // When
        bench.accept(last(20, 7));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getRecords, EvalTask::getShards, EvalTask::getFrom, EvalTask::getTo)
                .containsExactly(tuple(0, 1, 0, 0));
        assertThat(bench.tasks.getFirst().getProbeSha256()).isNull();
    }

    @Test
    void drainEndsTheWaiting() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.accept(checkpoint(10, 4));

        // When
        bench.flush();

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getRecords)
                .containsExactly(tuple(10L, 4));
    }

    @Test
    void unreadableCheckpointIsBuriedAndPassed() {
        // When
        bench.accept(new byte[] {1, 2, 3});

        // Then
        assertThat(bench.letters)
                .extracting(DeadLetter::getStage, DeadLetter::getReason)
                .containsExactly(tuple("planner", "unreadable"));
        assertThat(bench.completed()).containsKey(INPUT);
    }

    @Test
    void checkpointOfAnUnknownJobIsBuried() {
        // Given
        bench.job(Optional.empty());

        // When
        bench.accept(checkpoint(10, 12));

        // Then
        assertThat(bench.letters)
                .extracting(DeadLetter::getReason, DeadLetter::getJobId)
                .containsExactly(tuple("unknown-job", EvaluatedStreams.JOB));
    }

    @Test
    void deletedJobIsNotEvaluated() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.job(Optional.of(Job.newBuilder(EvaluatedStreams.job())
                .setState(JobState.DELETED)
                .build()));

        // When
        bench.accept(checkpoint(10, 12));

        // Then
        assertThat(bench.tasks).isEmpty();
        assertThat(bench.letters).isEmpty();
        assertThat(bench.completed()).containsEntry(INPUT, 2L);
    }

    @Test
    void jobThatCannotBePlannedStandsStillAndIsAskedWhenItsRecordSaysRetry() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.broken.add(EvaluatedStreams.JOB);
        bench.accept(checkpoint(10, 12));
        bench.tick();
        assertThat(bench.tasks).isEmpty();
        assertThat(bench.completed()).containsEntry(INPUT, 2L);
        assertThat(bench.queued()).isZero();
        assertThat(bench.health.ready().checks().toString())
                .contains("planner " + EvaluatedStreams.JOB, "base tiny is not in the blob store");

        // When
        bench.broken.clear();
        bench.tick();
        assertThat(bench.tasks).isEmpty();
        bench.job(
                Optional.of(Job.newBuilder(EvaluatedStreams.job()).setRetries(1).build()));
        bench.tick();

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsOnly(10L);
        assertThat(bench.health.ready().checks()).isEmpty();
    }

    @Test
    void noMoreCheckpointsOfAStandingJobWaitThanItKeeps() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.broken.add(EvaluatedStreams.JOB);
        bench.accept(checkpoint(10, 12));
        bench.accept(checkpoint(20, 14));

        // When
        bench.accept(checkpoint(30, 16));

        // Then
        assertThat(bench.results).singleElement().satisfies(result -> {
            assertThat(result.getStep()).isEqualTo(10);
            assertThat(result.getStatus()).isEqualTo(EvalStatus.SUPERSEDED);
            assertThat(result.getFailure()).startsWith("its job stood still");
        });
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void namedSuitesAreAskedBesideTheStreamsOwn() {
        // Given
        bench.job(Optional.of(Job.newBuilder(EvaluatedStreams.job())
                .setSuites(List.of(new Suite("golden", "9".repeat(64), 20)))
                .build()));
        bench.heldOut.add(batch(0, 60));

        // When
        bench.accept(checkpoint(10, 12));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getSuite, EvalTask::getRecords, EvalTask::getFrom, EvalTask::getTo)
                .containsExactly(tuple("holdout", 12, 0, 12), tuple("golden", 20, 0, 15), tuple("golden", 20, 15, 20));
        assertThat(bench.tasks.getLast().getCheckpoint()).isEqualTo(checkpoint(10, 12));
    }

    private static Checkpoint last(long step, long inputTo) {
        return checkpoint(step, List.of(new OffsetRange(EvaluatedStreams.INPUT, 0, 0L, inputTo)), true);
    }

    private Slice slice(EvalTask task) throws IOException {
        return Slice.read(Files.readAllBytes(bench.blobs.fetch(BlobNames.suite(task.getSuiteSha256()))));
    }

    private double waiting() {
        return PlannerMetrics.of(bench.metrics).waiting().value(EvaluatedStreams.JOB);
    }
}
