package sharelora.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Decision;
import sharelora.schemas.Difference;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Gate;
import sharelora.schemas.GateKind;
import sharelora.schemas.GateRule;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Promotion;
import sharelora.schemas.Verdict;

/** What stands in the records that a gate writes, and what a ledger that fails does to it. */
class PromotionRecordsTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final List<Job> jobs = new ArrayList<>();
    private final FailingLedger ledger = new FailingLedger();
    private final Metrics metrics = Metrics.create();
    private final Counter decisions = metrics.counter("eval_verdicts", "Decisions about checkpoints", "decision");
    private final StandingJobs standing = new StandingJobs("aggregator", new Health(), metrics);
    private final PromotionGate gate = new PromotionGate(() -> jobs, ledger, () -> NOW, decisions, standing);

    /** One that can be told to fail when a checkpoint is looked up. */
    private static final class FailingLedger implements PromotionLedger {

        private final MemoryLedger kept = new MemoryLedger();
        private Optional<RuntimeException> failure = Optional.empty();

        @Override
        public void verdicts(Consumer<Verdict> use) {
            kept.verdicts(use);
        }

        @Override
        public void promotions(Consumer<Promotion> use) {
            kept.promotions(use);
        }

        @Override
        public Optional<Checkpoint> checkpoint(String checkpointId) {
            failure.ifPresent(each -> {
                throw each;
            });
            return kept.checkpoint(checkpointId);
        }
    }

    @Test
    void aPromotionByTheGateSaysWhatWhenAndWhy() {
        // Given
        jobs.add(gated());

        // When
        measured(better(10, 1));

        // Then
        Verdict verdict = ledger.kept.verdicts.getFirst();
        assertThat(verdict.getStep()).isEqualTo(10);
        assertThat(verdict.getJobId()).isEqualTo(EvaluatedStreams.JOB);
        assertThat(verdict.getCheckpointId()).isEqualTo(id(10));
        assertThat(verdict.getDecidedAt()).isEqualTo(NOW);
        assertThat(verdict.getResultIds()).containsExactly(id(10) + "/slice");
        assertThat(promotion())
                .isEqualTo(Promotion.newBuilder()
                        .setJobId(EvaluatedStreams.JOB)
                        .setCheckpointId(id(10))
                        .setCheckpoint("checkpoints/" + id(10))
                        .setAdapterName(EvaluatedStreams.JOB + "-10")
                        .setStep(10)
                        .setPinned(false)
                        .setPreviousId(null)
                        .setVerdictId(id(10) + "/gate")
                        .setPromotedAt(NOW)
                        .build());
        assertThat(decisions.value("promoted")).isEqualTo(1);
    }

    @Test
    void aVerdictListsItsResultsInTheOrderOfTheirIds() {
        // Given
        GateRule golden = new GateRule("golden", "accuracy", GateKind.HOLD, 0.0);
        jobs.add(Job.newBuilder(gated())
                .setGate(new Gate(List.of(gated().getGate().getRules().getFirst(), golden)))
                .build());
        measured(EvalResult.newBuilder(better(10, 1))
                .setSuite("golden")
                .setResultId("a-golden-slice")
                .build());

        // When
        measured(better(10, 1));

        // Then
        assertThat(ledger.kept.verdicts.getFirst().getResultIds()).containsExactly(id(10) + "/slice", "a-golden-slice");
    }

    @Test
    void aPinAndItsReleaseAreCountedAndHaveIdsOfTheirOwn() {
        // Given
        Checkpoint chosen = EvaluatedStreams.checkpoint(5, 10);
        ledger.kept.checkpoints.add(chosen);
        jobs.add(pinned(id(5)));
        look();
        jobs.set(0, pinned(null));

        // When
        look();

        // Then
        assertThat(ledger.kept.verdicts)
                .extracting(Verdict::getDecision, Verdict::getVerdictId, Verdict::getStep, Verdict::getReason)
                .containsExactly(
                        tuple(
                                Decision.ROLLED_BACK,
                                id(5) + "/operator/0",
                                5L,
                                "an operator rolled back to it; nothing else is promoted until that is taken back"),
                        tuple(
                                Decision.RELEASED,
                                id(5) + "/operator/1",
                                5L,
                                "an operator took the pin away; the gate decides again"));
        assertThat(promotion().getPinned()).isFalse();
        assertThat(promotion().getVerdictId()).isEqualTo(id(5) + "/operator/1");
        assertThat(promotion().getAdapterName()).isEqualTo(chosen.getAdapterName());
        assertThat(promotion().getCheckpoint()).isEqualTo(chosen.getBlob());
        assertThat(promotion().getStep()).isEqualTo(5);
        assertThat(decisions.value("rolled_back")).isEqualTo(1);
        assertThat(decisions.value("released")).isEqualTo(1);
    }

    @Test
    void aPinToAnotherJobsCheckpointChangesNothing() {
        // Given
        ledger.kept.checkpoints.add(Checkpoint.newBuilder(EvaluatedStreams.checkpoint(5, 10))
                .setJobId("another")
                .build());
        jobs.add(pinned(id(5)));

        // When
        look();

        // Then
        assertThat(ledger.kept.verdicts).isEmpty();
        assertThat(ledger.kept.promotions).isEmpty();
    }

    @Test
    void nobodyLooksAfterADeletedJobsPin() {
        // Given
        ledger.kept.checkpoints.add(EvaluatedStreams.checkpoint(5, 10));
        jobs.add(Job.newBuilder(pinned(id(5))).setState(JobState.DELETED).build());

        // When
        look();

        // Then
        assertThat(ledger.kept.verdicts).isEmpty();
    }

    @Test
    void aResultThatAnotherTookThePlaceOfIsNotJudged() {
        // Given
        jobs.add(gated());

        // When
        measured(EvalResult.newBuilder(better(10, 1))
                .setStatus(EvalStatus.SUPERSEDED)
                .build());

        // Then
        assertThat(ledger.kept.verdicts).isEmpty();
    }

    @Test
    void anEarlierRevisionThatIsReadLaterDoesNotCount() {
        // Given: the verdict waits for the suite golden
        GateRule golden = new GateRule("golden", "accuracy", GateKind.HOLD, 0.0);
        jobs.add(Job.newBuilder(gated())
                .setGate(new Gate(List.of(gated().getGate().getRules().getFirst(), golden)))
                .build());
        gate.published(better(10, 2));
        gate.published(EvalResult.newBuilder(better(10, 1))
                .setStatus(EvalStatus.PARTIAL)
                .build());

        // When
        measured(EvalResult.newBuilder(better(10, 1)).setSuite("golden").build());

        // Then
        assertThat(ledger.kept.verdicts).extracting(Verdict::getDecision).containsExactly(Decision.PROMOTED);
    }

    @Test
    void aJobWhosePinCannotBeCarriedOutStandsStillAndTheOthersGoOn() {
        // Given
        jobs.add(pinned(id(5)));
        ledger.failure = Optional.of(new IllegalStateException("no such thing"));

        // When
        look();

        // Then
        assertThat(standing.has(EvaluatedStreams.JOB)).isTrue();
        assertThat(ledger.kept.promotions).isEmpty();
    }

    @Test
    void aJobThatStoodStillGoesOnWhenAnOperatorAsksForAnotherTry() {
        // Given
        ledger.kept.checkpoints.add(EvaluatedStreams.checkpoint(5, 10));
        jobs.add(pinned(id(5)));
        ledger.failure = Optional.of(new IllegalStateException("no such thing"));
        look();
        ledger.failure = Optional.empty();

        // When
        jobs.set(0, Job.newBuilder(pinned(id(5))).setRetries(1).build());
        look();

        // Then
        assertThat(promotion().getCheckpointId()).isEqualTo(id(5));
        assertThat(standing.has(EvaluatedStreams.JOB)).isFalse();
    }

    @Test
    void aRestartForgetsWhoStoodStill() {
        // Given
        jobs.add(pinned(id(5)));
        ledger.failure = Optional.of(new IllegalStateException("no such thing"));
        look();

        // When
        gate.restart();

        // Then
        assertThat(standing.has(EvaluatedStreams.JOB)).isFalse();
    }

    @Test
    void aLedgerThatDoesNotAnswerIsNoFaultOfTheJob() {
        // Given
        jobs.add(pinned(id(5)));
        ledger.failure = Optional.of(new TransientException("the broker does not answer", null));

        // When / Then
        assertThatThrownBy(this::look).isInstanceOf(TransientException.class);
        assertThat(standing.has(EvaluatedStreams.JOB)).isFalse();
    }

    private void look() {
        gate.look(ledger.kept::keep);
    }

    private void measured(EvalResult result) {
        gate.measured(result, ledger.kept::keep);
    }

    private Promotion promotion() {
        return ledger.kept.promotions.get(EvaluatedStreams.JOB);
    }

    private static Job gated() {
        return Job.newBuilder(EvaluatedStreams.job())
                .setGate(new Gate(List.of(new GateRule("holdout", "accuracy", GateKind.RISE, 0.0))))
                .build();
    }

    private static Job pinned(String checkpointId) {
        return Job.newBuilder(EvaluatedStreams.job()).setPin(checkpointId).build();
    }

    private static EvalResult better(long step, int revision) {
        return PromotionGateTest.draft(step)
                .setRevision(revision)
                .setStepZeroDifferences(
                        List.of(new Difference("accuracy", 0.05, 0.01, 0.09, 40, "paired-bootstrap", null)))
                .build();
    }

    private static String id(long step) {
        return EvaluatedStreams.checkpoint(step, 0).getCheckpointId();
    }
}
