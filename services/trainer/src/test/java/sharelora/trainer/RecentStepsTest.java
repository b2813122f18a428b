package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

class RecentStepsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private final RecentSteps recent = new RecentSteps();

    @Test
    void weighsStepsByTheirRecords() {
        recent.add(step(10, 5, 1.0, StepStatus.LEARNED), 0);
        recent.add(step(30, 30, 3.0, StepStatus.LEARNED), 0);

        assertThat(recent.loss()).isEqualTo(2.5, CLOSE);
        assertThat(recent.accuracy()).isEqualTo(0.875, CLOSE);
    }

    @Test
    void leavesOutWhatWasSkipped() {
        recent.add(step(10, 5, 1.0, StepStatus.LEARNED), 0);
        recent.add(step(10, 0, Double.NaN, StepStatus.SKIPPED), 0);

        assertThat(recent.loss()).isEqualTo(1.0, CLOSE);
    }

    @Test
    void forgetsAllButTheLastThirtyTwo() {
        for (int i = 1; i <= 40; i++) {
            recent.add(step(1, i <= 8 ? 0 : 1, i, StepStatus.LEARNED), 0);
        }

        assertThat(recent.accuracy()).isEqualTo(1.0, CLOSE);
    }

    @Test
    void countsRecordsOverTheSecondsTheyTook() {
        recent.add(step(10, 5, 1.0, StepStatus.LEARNED), 0);
        recent.add(step(20, 5, 1.0, StepStatus.LEARNED), SECOND);
        recent.add(step(20, 5, 1.0, StepStatus.LEARNED), 2 * SECOND);

        assertThat(recent.recordsPerSecond(2 * SECOND)).isEqualTo(20.0, CLOSE);
    }

    @Test
    void fallsToNothingWhereNothingIsLearned() {
        recent.add(step(10, 5, 1.0, StepStatus.LEARNED), 0);

        assertThat(recent.recordsPerSecond(11 * SECOND)).isZero();
    }

    @Test
    void weighsStepsByWhatWasAskedWhereThatIsNotTheRecords() {
        // Given: two records with ten tokens to be said, and one with thirty
        recent.add(
                TrainStep.newBuilder(step(2, 5, 1.0, StepStatus.LEARNED))
                        .setAsked(10)
                        .build(),
                0);

        // When
        recent.add(
                TrainStep.newBuilder(step(1, 30, 3.0, StepStatus.LEARNED))
                        .setAsked(30)
                        .build(),
                0);

        // Then
        assertThat(recent.loss()).isEqualTo(2.5, CLOSE);
        assertThat(recent.accuracy()).isEqualTo(0.875, CLOSE);
    }

    @Test
    void countsAStepOfTenSecondsAgoAndNoneBefore() {
        recent.add(step(10, 5, 1.0, StepStatus.LEARNED), 0);
        recent.add(step(30, 5, 1.0, StepStatus.LEARNED), 5 * SECOND);
        recent.add(step(50, 5, 1.0, StepStatus.LEARNED), 10 * SECOND);

        assertThat(recent.recordsPerSecond(10 * SECOND)).isEqualTo(8.0, CLOSE);
        assertThat(recent.recordsPerSecond(10 * SECOND + 1)).isEqualTo(10.0, Offset.offset(1e-6));
    }

    private static TrainStep step(int records, int correct, double loss, StepStatus status) {
        return new TrainStep(
                "a",
                1L,
                0L,
                status,
                records,
                1,
                loss,
                correct,
                1.0,
                0.1,
                0.01,
                Instant.EPOCH,
                0,
                List.of(),
                List.of(),
                null,
                null);
    }
}
