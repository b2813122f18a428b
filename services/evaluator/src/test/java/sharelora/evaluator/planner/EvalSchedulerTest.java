package sharelora.evaluator.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static sharelora.fixtures.EvaluatedStreams.batch;
import static sharelora.fixtures.EvaluatedStreams.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Gate;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.Job;
import sharelora.schemas.TrainingSettings;

class EvalSchedulerTest {

    @TempDir
    private Path folder;

    private PlannerBench bench;

    @BeforeEach
    void announceStepZero() {
        bench = new PlannerBench(folder);
        bench.accept(checkpoint(0, 0));
    }

    @Test
    void atMostTwoCheckpointsOfAJobAreAskedAtATime() {
        // Given
        bench.workersAreBusy();
        bench.heldOut.add(batch(0, 90));
        for (int i = 1; i <= 4; i++) {
            bench.accept(checkpoint(10L * i, 10L + i));
        }
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(10L, 20L);
        assertThat(bench.queued()).isEqualTo(2);

        // When
        bench.answer(20);

        // Then: each on the records below itself
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getRecords)
                .containsExactly(tuple(10L, 11), tuple(20L, 12), tuple(30L, 13));
        assertThat(bench.queued()).isEqualTo(1);
    }

    @Test
    void turnsGoOnAfterARestart() {
        // Given
        bench.workersAreBusy();
        bench.heldOut.add(batch(0, 90));
        for (int i = 1; i <= 4; i++) {
            bench.accept(checkpoint(10L * i, 10L + i));
        }
        bench.restart();

        // When
        bench.answerAll();

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getRecords)
                .containsExactly(tuple(10L, 11), tuple(20L, 12), tuple(30L, 13), tuple(40L, 14));
    }

    @Test
    void supersedingDropsTheOlderThatWaitAndSaysSo() {
        // Given
        bench.workersAreBusy();
        bench.job(Optional.of(superseding()));
        bench.heldOut.add(batch(0, 90));
        for (int i = 1; i <= 4; i++) {
            bench.accept(checkpoint(10L * i, 10L + i));
        }
        bench.restart();
        bench.accept(checkpoint(50, 15));

        // When
        bench.answerAll();

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(10L, 20L, 50L);
        assertThat(bench.results)
                .filteredOn(each -> each.getStatus() == EvalStatus.SUPERSEDED)
                .extracting(EvalResult::getStep, EvalResult::getFailure)
                .containsExactly(
                        tuple(30L, "a newer checkpoint was there before its turn"),
                        tuple(40L, "a newer checkpoint was there before its turn"));
    }

    @Test
    void withAGateEachIsMeasuredBesideTheOnePromotedBefore() {
        // Given
        Gate gate = new Gate(List.of(new GateRule("holdout", "accuracy", GateKind.RISE, 0.0)));
        bench.job(
                Optional.of(Job.newBuilder(EvaluatedStreams.job()).setGate(gate).build()));
        bench.workersAreBusy();
        bench.heldOut.add(batch(0, 90));
        bench.accept(checkpoint(10, 11));
        bench.accept(checkpoint(20, 12));
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(10L);

        // When
        bench.promote(checkpoint(10, 0).getCheckpointId());
        bench.answer(10);

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getIncumbentId)
                .containsExactly(tuple(10L, null), tuple(20L, checkpoint(10, 0).getCheckpointId()));
    }

    @Test
    void tasksHaveThePrecisionOfTheirJobAndIdsOfTheirOwn() {
        // Given
        bench.job(Optional.of(evaluatedInInt8(training("int8"))));
        bench.heldOut.add(batch(0, 90));

        // When
        bench.accept(checkpoint(10, 11));

        // Then
        EvalTask task = bench.tasks.getFirst();
        assertThat(task.getTaskId())
                .isEqualTo(checkpoint(10, 11).getCheckpointId() + "/" + task.getSuiteSha256() + "/int8/0");
        assertThat(task.getPrecision()).isEqualTo("int8");
        assertThat(task.getQuantise()).containsExactly("layers", "head");
        assertThat(task.getOutliers()).isEqualTo(6);
    }

    @Test
    void whatTrainingRoundsIsItsOwnWhereEvaluationIsInAnotherPrecision() {
        // Given
        TrainingSettings float32 = EvaluatedStreams.job().getTraining();
        bench.job(Optional.of(evaluatedInInt8(float32)));
        bench.heldOut.add(batch(0, 90));

        // When
        bench.accept(checkpoint(10, 11));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getPrecision, EvalTask::getQuantise, EvalTask::getOutliers)
                .containsOnly(tuple("int8", List.of(), 0.0));
    }

    private static TrainingSettings training(String precision) {
        return TrainingSettings.newBuilder(EvaluatedStreams.job().getTraining())
                .setPrecision(precision)
                .setQuantise(List.of("layers", "head"))
                .setOutliers(6)
                .build();
    }

    private static Job evaluatedInInt8(TrainingSettings training) {
        return Job.newBuilder(EvaluatedStreams.job())
                .setTraining(training)
                .setEvaluation(
                        EvaluationSettings.newBuilder(EvaluatedStreams.job().getEvaluation())
                                .setPrecision("int8")
                                .build())
                .build();
    }

    private static Job superseding() {
        return Job.newBuilder(EvaluatedStreams.job())
                .setEvaluation(
                        EvaluationSettings.newBuilder(EvaluatedStreams.job().getEvaluation())
                                .setSupersede(true)
                                .build())
                .build();
    }
}
