package sharelora.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.health.Health;
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
import sharelora.schemas.Promotion;
import sharelora.schemas.RuleOutcome;
import sharelora.schemas.Verdict;

class PromotionGateTest {

    private static final GateRule ACCURACY_RISES = new GateRule("holdout", "accuracy", GateKind.RISE, 0.0);
    private static final GateRule LOSS_HOLDS = new GateRule("holdout", "loss", GateKind.HOLD, 0.05);
    private static final GateRule GOLDEN_HOLDS = new GateRule("golden", "accuracy", GateKind.HOLD, 0.02);

    private final List<Job> jobs = new ArrayList<>();
    private final MemoryLedger ledger = new MemoryLedger();
    private PromotionGate referee = referee();

    @Test
    void promotesWhatTheWholeIntervalSaysIsBetterThanStepZeroWhereNothingIsPromoted() {
        // Given
        job(ACCURACY_RISES, LOSS_HOLDS);

        // When
        measured(result(10, null, difference("accuracy", 0.05, 0.01, 0.09), difference("loss", 0.01, -0.03, 0.04)));

        // Then
        assertThat(ledger.verdicts)
                .extracting(Verdict::getDecision, Verdict::getStep, Verdict::getAgainst, Verdict::getReason)
                .containsExactly(tuple(Decision.PROMOTED, 10L, null, "all 2 rules held"));
        assertThat(ledger.verdicts.getFirst().getVerdictId()).isEqualTo(id(10) + "/gate");
        assertThat(promoted()).isEqualTo(id(10));
    }

    @Test
    void pointEstimateAlonePromotesNothing() {
        // Given
        job(ACCURACY_RISES);

        // When
        measured(result(10, null, difference("accuracy", 0.05, -0.001, 0.101)));

        // Then
        assertThat(ledger.verdicts).extracting(Verdict::getDecision).containsExactly(Decision.REJECTED);
        assertThat(ledger.verdicts.getFirst().getReason())
                .isEqualTo("holdout/accuracy improves by at least -0.0010, expected above 0.0000");
        assertThat(ledger.promotions).isEmpty();
    }

    @Test
    void lossThatRisesIsALossOfImprovement() {
        // Given
        job(LOSS_HOLDS);

        // When
        measured(result(10, null, difference("loss", 0.04, 0.02, 0.06)));

        // Then
        RuleOutcome outcome = ledger.verdicts.getFirst().getRules().getFirst();
        assertThat(outcome.getImprovement()).isEqualTo(-0.04);
        assertThat(outcome.getLow()).isEqualTo(-0.06);
        assertThat(outcome.getHigh()).isEqualTo(-0.02);
        assertThat(outcome.getThreshold()).isEqualTo(-0.05);
        assertThat(outcome.getHeld()).isFalse();
    }

    @Test
    void judgesWhenTheLastSuiteOfTheGateIsThere() {
        // Given
        job(ACCURACY_RISES, GOLDEN_HOLDS);
        measured(result(10, null, difference("accuracy", 0.05, 0.01, 0.09)));
        assertThat(ledger.verdicts).isEmpty();

        // When
        measured(onGolden(result(10, null, difference("accuracy", 0.0, -0.01, 0.01))));

        // Then
        assertThat(ledger.verdicts).extracting(Verdict::getDecision).containsExactly(Decision.PROMOTED);
        assertThat(ledger.verdicts.getFirst().getResultIds()).hasSize(2);
    }

    @Test
    void judgesWhenTheLastSuiteComesAfterARestart() {
        // Given
        job(ACCURACY_RISES, GOLDEN_HOLDS);
        EvalResult first = result(10, null, difference("accuracy", 0.05, 0.01, 0.09));
        measured(first);
        referee = referee();
        referee.published(first);

        // When
        measured(onGolden(result(10, null, difference("accuracy", 0.0, -0.01, 0.01))));

        // Then
        assertThat(promoted()).isEqualTo(id(10));
    }

    @Test
    void whatWasNotMeasuredCompletelyIsRejectedOnceAndForAll() {
        // Given
        job(ACCURACY_RISES);
        EvalResult complete = result(10, null, difference("accuracy", 0.05, 0.01, 0.09));
        measured(EvalResult.newBuilder(complete).setStatus(EvalStatus.PARTIAL).build());
        referee = referee();

        // When
        measured(EvalResult.newBuilder(complete).setRevision(2).build());

        // Then
        assertThat(ledger.verdicts)
                .extracting(Verdict::getDecision, Verdict::getReason)
                .containsExactly(tuple(Decision.REJECTED, "holdout/accuracy was not measured completely"));
    }

    @Test
    void measuredBesideAnotherThanThePromotedOneIsRejectedByName() {
        // Given
        job(ACCURACY_RISES);
        measured(result(10, null, difference("accuracy", 0.05, 0.01, 0.09)));

        // When
        measured(result(20, null, difference("accuracy", 0.05, 0.01, 0.09)));

        // Then
        assertThat(ledger.verdicts.getLast().getDecision()).isEqualTo(Decision.REJECTED);
        assertThat(ledger.verdicts.getLast().getReason())
                .isEqualTo("measured beside step 0, but promoted by now is " + id(10));
        assertThat(promoted()).isEqualTo(id(10));
    }

    @Test
    void rollbackPinsAndPromoteAutoLetsTheGateDecideAgain() {
        // Given
        job(ACCURACY_RISES);
        ledger.checkpoints.add(EvaluatedStreams.checkpoint(5, 10));
        measured(result(10, null, difference("accuracy", 0.05, 0.01, 0.09)));
        pin(id(5));
        look();
        look();
        referee = referee();
        look();
        measured(result(20, id(5), difference("accuracy", 0.05, 0.01, 0.09)));
        pin(null);
        look();

        // When
        measured(result(30, id(5), difference("accuracy", 0.05, 0.01, 0.09)));

        // Then
        assertThat(ledger.verdicts)
                .extracting(Verdict::getDecision, Verdict::getCheckpointId, Verdict::getAgainst)
                .containsExactly(
                        tuple(Decision.PROMOTED, id(10), null),
                        tuple(Decision.ROLLED_BACK, id(5), id(10)),
                        tuple(Decision.REJECTED, id(20), id(5)),
                        tuple(Decision.RELEASED, id(5), id(5)),
                        tuple(Decision.PROMOTED, id(30), id(5)));
        assertThat(ledger.verdicts.get(2).getReason()).isEqualTo("an operator has pinned " + id(5));
        assertThat(ledger.verdicts).extracting(Verdict::getVerdictId).doesNotHaveDuplicates();
        assertThat(ledger.promotions.get(EvaluatedStreams.JOB).getPreviousId()).isEqualTo(id(5));
    }

    @Test
    void pinnedCheckpointIsPromotedWithoutAnyGate() {
        // Given
        jobs.add(EvaluatedStreams.job());
        Checkpoint chosen = EvaluatedStreams.checkpoint(5, 10);
        ledger.checkpoints.add(chosen);
        pin(chosen.getCheckpointId());

        // When
        look();

        // Then
        Promotion promotion = ledger.promotions.get(EvaluatedStreams.JOB);
        assertThat(promotion.getPinned()).isTrue();
        assertThat(promotion.getAdapterName()).isEqualTo(chosen.getAdapterName());
        assertThat(promotion.getCheckpoint()).isEqualTo(chosen.getBlob());
    }

    @Test
    void pinToWhatWasNeverAnnouncedChangesNothing() {
        // Given
        jobs.add(EvaluatedStreams.job());
        pin("f".repeat(64));

        // When
        look();

        // Then
        assertThat(ledger.verdicts).isEmpty();
        assertThat(ledger.promotions).isEmpty();
    }

    private PromotionGate referee() {
        return new PromotionGate(
                () -> jobs,
                ledger,
                () -> Instant.EPOCH,
                Metrics.create().counter("eval_verdicts", "Decisions about checkpoints", "decision"),
                new StandingJobs("aggregator", new Health(), Metrics.create()));
    }

    private void job(GateRule... rules) {
        jobs.add(Job.newBuilder(EvaluatedStreams.job())
                .setGate(new Gate(List.of(rules)))
                .build());
    }

    private void pin(String checkpointId) {
        jobs.set(0, Job.newBuilder(jobs.getFirst()).setPin(checkpointId).build());
    }

    private void look() {
        referee.look(ledger::keep);
    }

    private void measured(EvalResult result) {
        referee.measured(result, ledger::keep);
    }

    private String promoted() {
        return ledger.promotions.get(EvaluatedStreams.JOB).getCheckpointId();
    }

    private static String id(long step) {
        return EvaluatedStreams.checkpoint(step, 0).getCheckpointId();
    }

    private static Difference difference(String name, double value, double low, double high) {
        return new Difference(name, value, low, high, 40, "paired-bootstrap", null);
    }

    private static EvalResult onGolden(EvalResult result) {
        return EvalResult.newBuilder(result)
                .setResultId(result.getCheckpointId() + "/golden-slice")
                .setSuite("golden")
                .build();
    }

    private static EvalResult result(long step, String incumbentId, Difference... differences) {
        EvalResult.Builder draft = draft(step).setIncumbentId(incumbentId);
        return incumbentId == null
                ? draft.setStepZeroDifferences(List.of(differences)).build()
                : draft.setDifferences(List.of(differences)).build();
    }

    /** Of a checkpoint that was measured completely, without any figure. */
    static EvalResult.Builder draft(long step) {
        return EvalResult.newBuilder()
                .setResultId(id(step) + "/slice")
                .setRevision(1)
                .setStatus(EvalStatus.COMPLETE)
                .setJobId(EvaluatedStreams.JOB)
                .setCheckpointId(id(step))
                .setCheckpoint("checkpoints/" + id(step))
                .setAdapterName(EvaluatedStreams.JOB + "-" + step)
                .setStep(step)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setSuite("holdout")
                .setSuiteSha256("slice")
                .setN(40)
                .setOf(40)
                .setMetrics(List.of())
                .setStepZero(List.of())
                .setLinearProbe(List.of())
                .setEngine("engine")
                .setEvaluatedAt(Instant.EPOCH);
    }
}
