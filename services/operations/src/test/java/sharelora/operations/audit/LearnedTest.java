package sharelora.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;
import sharelora.schemas.Restore;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/** Steps 1, 2 and 4 were learned from offsets 1, 3 and 7; step 3, at offset 5, was skipped. */
class LearnedTest {

    private final List<TrainStep> told = List.of(
            step(1, 1, StepStatus.LEARNED),
            step(2, 3, StepStatus.LEARNED),
            step(3, 5, StepStatus.SKIPPED),
            step(4, 7, StepStatus.LEARNED));
    private final AuditFindings findings = new AuditFindings();

    @Test
    void findsNothingWhereRangesAreThoseOfTheStepsThatWereLearned() {
        // When
        learned(told).compare("step 4", 4, List.of(new OffsetInterval(0, 4), new OffsetInterval(6, 8)), List.of());

        // Then
        assertThat(findings.wrong()).isEmpty();
    }

    @Test
    void namesGapsAndOverlapsAndWhatWasNotLearned() {
        // When
        learned(told).compare("a", 4, List.of(new OffsetInterval(0, 2), new OffsetInterval(6, 8)), List.of());
        learned(told)
                .compare(
                        "b",
                        4,
                        List.of(new OffsetInterval(0, 4), new OffsetInterval(3, 4), new OffsetInterval(6, 8)),
                        List.of());
        learned(told).compare("c", 4, List.of(new OffsetInterval(0, 8)), List.of());

        // Then
        assertThat(findings.wrong())
                .containsExactly(
                        "a lacks token batches that were learned: [[2,4)]",
                        "b: token batches [[3,4)] are in more than one of its ranges",
                        "c names token batches that were not learned: [[4,6)]");
    }

    @Test
    void doesNotAskForWhatWasLetGoWhenTheJobWentBack() {
        // Given
        List<Restore> restores = List.of(new Restore("v", "h", 1L, 2L, 4L, 4L, List.of(), List.of()));

        // When
        learned(told).compare("right", 4, List.of(new OffsetInterval(0, 2), new OffsetInterval(6, 8)), restores);
        learned(told).compare("wrong", 4, List.of(new OffsetInterval(0, 4), new OffsetInterval(6, 8)), restores);

        // Then
        assertThat(findings.wrong()).containsExactly("wrong names token batches that were not learned: [[2,4)]");
    }

    @Test
    void knowsWhatAJobKnewThatWentBackToWhatItHadLetGoBefore() {
        // Given
        List<Restore> restores = List.of(
                new Restore("v", "h", 0L, 1L, 2L, 4L, List.of(), List.of()),
                new Restore("w", "i", 1L, 2L, 4L, 0L, List.of(), List.of()));

        // When
        learned(told).compare("again", 4, List.of(new OffsetInterval(0, 2), new OffsetInterval(6, 8)), restores);

        // Then
        assertThat(findings.wrong()).isEmpty();
    }

    @Test
    void comparesOnlyWhatRetentionHasLeft() {
        // When
        learned(told.subList(1, 4))
                .compare("whole", 4, List.of(new OffsetInterval(0, 4), new OffsetInterval(6, 8)), List.of());
        learned(told.subList(1, 4)).compare("gap", 4, List.of(new OffsetInterval(0, 4)), List.of());
        learned(told.subList(1, 4)).compare("older", 1, List.of(), List.of());

        // Then
        assertThat(findings.wrong()).containsExactly("gap lacks token batches that were learned: [[6,8)]");
    }

    private Learned learned(List<TrainStep> steps) {
        KeptState newest = new KeptState(4L, "h", 1L, 8L, true, false);
        KeptState first = new KeptState(0L, "h", 1L, 0L, true, false);
        AdapterSnapshot manifest = AdapterSnapshot.newBuilder()
                .setJobId("j")
                .setStream("s")
                .setStep(4)
                .setNewest(newest)
                .setKept(List.of(newest, first))
                .setRecords(12)
                .setDeadLetters(4)
                .setFinished(false)
                .setCpuFeatures("none")
                .setEngine("none")
                .setThreads(1)
                .setTakenAt(Instant.EPOCH)
                .build();
        return new Learned(manifest, new Steps(steps), findings);
    }

    private static TrainStep step(long step, long offset, StepStatus status) {
        return TrainStep.newBuilder()
                .setJobId("j")
                .setStep(step)
                .setOffset(offset)
                .setStatus(status)
                .setRecords(4)
                .setTokens(20)
                .setLoss(1)
                .setCorrect(2)
                .setGradientNorm(1)
                .setLearningRate(1)
                .setSeconds(1)
                .setLearnedAt(Instant.EPOCH)
                .build();
    }
}
