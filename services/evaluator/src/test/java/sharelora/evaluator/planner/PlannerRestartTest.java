package sharelora.evaluator.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static sharelora.fixtures.EvaluatedStreams.batch;
import static sharelora.fixtures.EvaluatedStreams.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.schemas.EvalTask;

class PlannerRestartTest {

    @TempDir
    private Path folder;

    private PlannerBench bench;

    @BeforeEach
    void announceStepZero() {
        bench = new PlannerBench(folder);
        bench.accept(checkpoint(0, 0));
    }

    @Test
    void plansTheSameWhereverItIsRestarted() {
        // Given
        for (int restartBefore = 0; restartBefore <= 5; restartBefore++) {
            PlannerBench interrupted = new PlannerBench(folder);
            interrupted.heldOut.add(batch(0, 30)).add(batch(30, 90));
            long[] inputs = {0, 4, 8, 12, 70, 75};

            // When
            for (int i = 0; i < inputs.length; i++) {
                if (i == restartBefore) {
                    interrupted.restart();
                }
                interrupted.accept(checkpoint(10L * i, inputs[i]));
            }

            // Then
            assertThat(interrupted.tasks)
                    .as("restarted before checkpoint %d", restartBefore)
                    .isEqualTo(uninterrupted(inputs));
        }
    }

    @Test
    void abortLeavesNoTrace() {
        // Given
        bench.heldOut.add(batch(0, 30)).add(batch(30, 90));
        bench.accept(checkpoint(10, 4));

        // When
        bench.acceptAfterAnAbort(checkpoint(20, 70));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getShard)
                .containsExactly(
                        tuple(10L, 0), tuple(10L, 1), tuple(10L, 2), tuple(20L, 0), tuple(20L, 1), tuple(20L, 2));
    }

    @Test
    void plansACheckpointOnceWhereATickComesBeforeItIsRead() {
        // Given
        bench.heldOut.add(batch(0, 30)).add(batch(30, 90));
        bench.accept(checkpoint(10, 12));

        // When
        bench.tickBeforeAccepting(checkpoint(20, 70));

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getShard)
                .doesNotHaveDuplicates();
        assertThat(bench.tasks).extracting(EvalTask::getStep).contains(10L, 20L);
        assertThat(bench.queued()).isZero();
    }

    @Test
    void drainAfterARestartPlansWhatWaitedBefore() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.accept(checkpoint(10, 4));
        bench.restart();

        // When
        bench.flush();

        // Then
        assertThat(bench.tasks)
                .extracting(EvalTask::getStep, EvalTask::getRecords)
                .containsExactly(tuple(10L, 4));
    }

    @Test
    void drainAfterARestartPlansNothingAgain() {
        // Given
        bench.heldOut.add(batch(0, 60));
        bench.accept(checkpoint(10, 4));
        bench.accept(checkpoint(20, 12));
        bench.restart();

        // When
        bench.flush();

        // Then
        assertThat(bench.tasks).extracting(EvalTask::getStep).containsExactly(10L, 20L);
    }

    private List<EvalTask> uninterrupted(long[] inputs) {
        PlannerBench other = new PlannerBench(folder);
        other.heldOut.add(batch(0, 30)).add(batch(30, 90));
        for (int i = 0; i < inputs.length; i++) {
            other.accept(checkpoint(10L * i, inputs[i]));
        }
        return other.tasks;
    }
}
