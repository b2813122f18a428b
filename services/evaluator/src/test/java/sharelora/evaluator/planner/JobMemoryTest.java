package sharelora.evaluator.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static sharelora.fixtures.EvaluatedStreams.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.planner.EvalRequest.Beside;
import sharelora.evaluator.planner.EvalRequest.SliceName;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.base.ArithmeticRecords;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;

class JobMemoryTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Arithmetic ARITHMETIC = ArithmeticRecords.evaluation(EvaluatedStreams.job());

    private final JobMemory memory = new JobMemory();

    @Test
    void stepZeroIsWhatOthersAreComparedToAndWaitsOnlyWhereItIsAllThereIs() {
        // When
        memory.announced(checkpoint(0, 0));
        memory.announced(checkpoint(10, 5));

        // Then
        assertThat(memory.stepZeroId()).isEqualTo(id(0));
        assertThat(waiting()).containsExactly(10L);
        memory.announced(checkpoint(0, List.of(), true));
        assertThat(waiting()).containsExactly(10L, 0L);
    }

    @Test
    void aTaskEndsTheWaitingOfItsCheckpointAndOfThoseBefore() {
        // Given
        announce(10, 20, 30);

        // When
        memory.asked(task(20, "slice"));

        // Then
        assertThat(waiting()).containsExactly(30L);
        memory.asked(task(10, "slice"));
        assertThat(waiting()).containsExactly(30L);
    }

    @Test
    void aCheckpointIsOpenUntilAllOfItsSuitesHaveAResult() {
        // Given
        announce(10, 20);
        memory.asked(task(10, "slice"));
        memory.asked(task(10, "golden"));
        memory.asked(task(20, "slice"));
        assertThat(memory.open()).isEqualTo(2);

        // When
        memory.answered(result(10, "slice", EvalStatus.PARTIAL));

        // Then
        assertThat(memory.open()).isEqualTo(2);
        memory.answered(result(10, "golden", EvalStatus.COMPLETE));
        assertThat(memory.open()).isEqualTo(1);
    }

    @Test
    void aCheckpointThatNobodyMeasuresWaitsNoLonger() {
        // Given
        announce(10, 20);

        // When
        memory.answered(result(10, "", EvalStatus.SUPERSEDED));

        // Then
        assertThat(waiting()).containsExactly(20L);
        memory.answered(result(20, "slice", EvalStatus.FAILED));
        assertThat(waiting()).containsExactly(20L);
    }

    @Test
    void theNewestStepsProbeIsKept() {
        // Given
        assertThat(memory.probeSha256()).isEmpty();

        // When
        memory.asked(probed(20, "second"));
        memory.asked(probed(10, "first"));
        memory.asked(probed(20, "another"));
        memory.asked(probed(30, null));

        // Then
        assertThat(memory.probeSha256()).contains("second");
    }

    @Test
    void turnsComeInOrderAndOnlyOnceThereIsASlice() {
        // Given
        announce(10, 20, 30);
        assertThat(memory.next()).isEmpty();
        freeze(1);
        assertThat(memory.next()).isEmpty();

        // When
        freeze(0);

        // Then
        assertThat(memory.next().orElseThrow().checkpoint().getStep()).isEqualTo(10);
    }

    @Test
    void theNewestWithASliceSupersedesTheOthersThatHaveOne() {
        // Given
        announce(10, 20, 30, 40);
        freeze(0);
        freeze(1);
        freeze(2);

        // When
        List<Checkpoint> left = memory.supersede();

        // Then
        assertThat(left).extracting(Checkpoint::getStep).containsExactly(10L, 20L);
        assertThat(waiting()).containsExactly(30L, 40L);
        assertThat(memory.supersede()).isEmpty();
    }

    @Test
    void beyondSoManyTheOldestWithoutASliceAreGivenUp() {
        // Given
        announce(10, 20, 30, 40);
        freeze(1);

        // When
        List<Checkpoint> givenUp = memory.giveUp(2);

        // Then
        assertThat(givenUp).extracting(Checkpoint::getStep).containsExactly(10L);
        assertThat(waiting()).containsExactly(20L, 30L, 40L);
        assertThat(memory.giveUp(2)).isEmpty();
    }

    @Test
    void soManyOfTheNewestAreKeptWhetherTheyHaveASliceOrNot() {
        // Given
        announce(10, 20, 30);
        freeze(0);

        // When
        List<Checkpoint> left = memory.keepNewest(2);

        // Then
        assertThat(left).extracting(Checkpoint::getStep).containsExactly(10L);
        assertThat(waiting()).containsExactly(20L, 30L);
        assertThat(memory.keepNewest(2)).isEmpty();
        memory.forgetWaiting();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aSliceIsCutIntoShardsOfSoManyRecordsAndTheLastIsShorter() {
        // When
        List<EvalTask> tasks = request(32, Optional.of(id(5))).tasks(checkpoint(10, 5));

        // Then
        assertThat(tasks).extracting(EvalTask::getFrom).containsExactly(0, 15, 30);
        assertThat(tasks).extracting(EvalTask::getTo).containsExactly(15, 30, 32);
        assertThat(tasks).extracting(EvalTask::getShard).containsExactly(0, 1, 2);
        assertThat(tasks).extracting(EvalTask::getShards).containsOnly(3);
        assertThat(tasks)
                .extracting(EvalTask::getTaskId)
                .containsExactly(id(10) + "/abc/0", id(10) + "/abc/1", id(10) + "/abc/2");
        assertThat(tasks.getFirst().getIncumbentId()).isEqualTo(id(5));
        assertThat(tasks.getFirst().getProbeSha256()).isEqualTo("probe");
        assertThat(tasks.getFirst().getStepZeroId()).isEqualTo(id(0));
        assertThat(tasks.getFirst().getPlannedAt()).isEqualTo(NOW);
        assertThat(tasks.getFirst().getDeadlineAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(request(30, Optional.empty()).tasks(checkpoint(10, 5))).hasSize(2);
    }

    @Test
    void anEmptySliceIsOneTaskAndNobodyIsComparedToItself() {
        // When
        List<EvalTask> tasks = request(0, Optional.of(id(10))).tasks(checkpoint(10, 5));

        // Then
        assertThat(tasks).hasSize(1);
        assertThat(tasks.getFirst().getTo()).isZero();
        assertThat(tasks.getFirst().getIncumbentId()).isNull();
    }

    @Test
    void theResultOfACheckpointThatNobodyMeasuresSaysWhoseItIsAndWhy() {
        // Given
        Checkpoint checkpoint = checkpoint(10, 5);

        // When
        EvalResult result = SupersededResult.result(checkpoint, "float32", "too late", NOW);

        // Then
        assertThat(result.getResultId()).isEqualTo(id(10) + "/holdout");
        assertThat(result.getStatus()).isEqualTo(EvalStatus.SUPERSEDED);
        assertThat(result.getFailure()).isEqualTo("too late");
        assertThat(result.getRevision()).isEqualTo(1);
        assertThat(result.getAdapterName()).isEqualTo(checkpoint.getAdapterName());
        assertThat(result.getCheckpoint()).isEqualTo(checkpoint.getBlob());
        assertThat(result.getRecords()).isEqualTo(checkpoint.getRecords());
        assertThat(result.getEvaluatedAt()).isEqualTo(NOW);
        assertThat(List.of(result.getN(), result.getOf())).containsOnly(0);
    }

    private void announce(long... steps) {
        for (long step : steps) {
            memory.announced(checkpoint(step, step));
        }
    }

    private void freeze(int place) {
        memory.waiting().get(place).freeze(new FrozenSlice("abc", 12, 3, checkpoint(10, 5)));
    }

    private List<Long> waiting() {
        return memory.waiting().stream()
                .map(each -> each.checkpoint().getStep())
                .toList();
    }

    private static EvalRequest request(int records, Optional<String> incumbent) {
        return new EvalRequest(
                new SliceName("holdout", "abc", records),
                15,
                new Beside(id(0), Optional.of("probe"), incumbent),
                Optional.empty(),
                ARITHMETIC,
                NOW,
                Duration.ofMinutes(1));
    }

    private static EvalTask task(long step, String slice) {
        return EvalTask.newBuilder(request(4, Optional.empty())
                        .tasks(checkpoint(step, step))
                        .getFirst())
                .setSuiteSha256(slice)
                .build();
    }

    private static EvalTask probed(long step, String probe) {
        return EvalTask.newBuilder(task(step, "slice")).setProbeSha256(probe).build();
    }

    private static EvalResult result(long step, String slice, EvalStatus status) {
        return EvalResult.newBuilder(SupersededResult.result(checkpoint(step, step), "float32", "a test", NOW))
                .setSuiteSha256(slice)
                .setStatus(status)
                .build();
    }

    private static String id(long step) {
        return checkpoint(step, 0).getCheckpointId();
    }
}
