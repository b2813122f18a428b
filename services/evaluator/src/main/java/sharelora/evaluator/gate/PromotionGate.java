package sharelora.evaluator.gate;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.Output;
import sharelora.platform.metrics.Counter;
import sharelora.platform.records.Outgoing;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Decision;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Promotion;
import sharelora.schemas.RuleOutcome;
import sharelora.schemas.Topics;
import sharelora.schemas.Verdict;

/**
 * Decides which checkpoint is promoted: by the job's gate when the checkpoint's results are there, or because an operator
 * has pinned it.
 *
 * <p>A checkpoint is judged once, when the first result of the last suite that the gate asks for arrives. A later revision
 * changes the result, not the verdict. A verdict and its promotion are committed in the transaction of the result, and
 * both are read back after a restart, so none is given twice. Not thread-safe.
 */
public final class PromotionGate {

    private static final Logger LOG = LoggerFactory.getLogger(PromotionGate.class);

    private final Supplier<Collection<Job>> jobs;
    private final PromotionLedger ledger;
    private final InstantSource clock;
    private final Counter decisions;
    private final StandingJobs standing;
    private final Set<String> unknownPins = new HashSet<>();

    /** Empty until it has been read back after a restart. */
    private Optional<PromotionState> state = Optional.empty();

    /**
     * @param jobs the jobs as submitted now
     * @param decisions counts verdicts by decision
     * @param standing jobs about which nothing can be decided for now
     */
    public PromotionGate(
            Supplier<Collection<Job>> jobs,
            PromotionLedger ledger,
            InstantSource clock,
            Counter decisions,
            StandingJobs standing) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.clock = clock;
        this.decisions = decisions;
        this.standing = standing;
    }

    /** Forgets verdicts and promotions that were not committed. */
    public void restart() {
        state = Optional.empty();
        standing.clear();
    }

    /** Takes a result that was published before the restart. */
    public void published(EvalResult result) {
        state().measured(result);
    }

    /** Takes a result that is published now, and judges its checkpoint if no other result is missing. */
    public void measured(EvalResult result, Output output) {
        state().measured(result);
        Optional<Job> job = jobs.get().stream()
                .filter(each -> each.getJobId().equals(result.getJobId()) && each.getGate() != null)
                .findFirst();
        if (job.isPresent() && result.getStatus() != EvalStatus.SUPERSEDED) {
            apart(job.get(), "result " + result.getResultId(), () -> judge(job.get(), result, output));
        }
    }

    /** Has what one job brings stop no other: a step that fails in a way that nobody foresaw is said, and tried again. */
    private void apart(Job job, String place, Runnable step) {
        try {
            step.run();
            standing.forget(job.getJobId());
        } catch (TransientException e) {
            throw e; // the ledger does not answer, for any job
        } catch (RuntimeException | AssertionError e) {
            standing.failed(job.getJobId(), job.getRetries(), place, e);
        }
    }

    private void judge(Job job, EvalResult result, Output output) {
        String verdictId = result.getCheckpointId() + "/gate";
        Map<String, EvalResult> results = state().results(result.getCheckpointId());
        Optional<Promotion> before = state().promotion(job.getJobId());
        boolean promotedAlready = before.filter(each -> each.getCheckpointId().equals(result.getCheckpointId()))
                .isPresent();
        if (promotedAlready || state().isDecided(verdictId) || !GateRules.canBeJudged(job.getGate(), results)) {
            return;
        }
        List<RuleOutcome> outcomes = GateRules.outcomes(job.getGate(), results);
        Optional<String> obstacle = obstacle(job, results.values(), before);
        boolean promoted = obstacle.isEmpty() && outcomes.stream().allMatch(RuleOutcome::getHeld);
        decide(
                Verdict.newBuilder()
                        .setVerdictId(verdictId)
                        .setJobId(job.getJobId())
                        .setDecision(promoted ? Decision.PROMOTED : Decision.REJECTED)
                        .setCheckpointId(result.getCheckpointId())
                        .setStep(result.getStep())
                        .setRules(outcomes)
                        .setReason(obstacle.orElseGet(() -> GateRules.reason(outcomes)))
                        .setResultIds(results.values().stream()
                                .map(EvalResult::getResultId)
                                .sorted()
                                .toList()),
                output);
        if (promoted) {
            promote(PromotionCandidate.of(result), false, verdictId, output);
        }
    }

    /** The reason why nothing can be promoted, whatever was measured. */
    private static Optional<String> obstacle(Job job, Collection<EvalResult> results, Optional<Promotion> before) {
        if (job.getPin() != null) {
            return Optional.of("an operator has pinned " + job.getPin());
        }
        Optional<String> incumbent = before.map(Promotion::getCheckpointId);
        return results.stream()
                .map(each -> Optional.ofNullable(each.getIncumbentId()))
                .filter(beside -> !beside.equals(incumbent))
                .findFirst()
                .map(beside -> "measured beside " + beside.orElse("step 0") + ", but promoted by now is "
                        + incumbent.orElse("nothing"));
    }

    /** Carries out the pins that operators have set or removed since the last call. */
    public void look(Output output) {
        for (Job job : jobs.get()) {
            if (job.getState() != JobState.DELETED && !standing.waits(job.getJobId(), job.getRetries())) {
                apart(job, "its pin", () -> look(job, output));
            }
        }
    }

    private void look(Job job, Output output) {
        Optional<Promotion> now = state().promotion(job.getJobId());
        if (job.getPin() == null) {
            now.filter(Promotion::getPinned).ifPresent(pinned -> release(pinned, output));
        } else if (now.filter(each -> each.getPinned() && each.getCheckpointId().equals(job.getPin()))
                .isEmpty()) {
            pin(job, output);
        }
    }

    private void pin(Job job, Output output) {
        if (unknownPins.contains(job.getPin())) {
            return;
        }
        Optional<Checkpoint> checkpoint =
                ledger.checkpoint(job.getPin()).filter(each -> each.getJobId().equals(job.getJobId()));
        if (checkpoint.isEmpty()) {
            unknownPins.add(job.getPin());
            LOG.warn(
                    "cannot pin, the job has announced no such checkpoint job={} pin={}", job.getJobId(), job.getPin());
            return;
        }
        String verdictId = operatorVerdict(job.getPin(), job.getJobId());
        decide(
                operator(Decision.ROLLED_BACK, verdictId, PromotionCandidate.of(checkpoint.get()))
                        .setReason("an operator rolled back to it; nothing else is promoted until that is taken back"),
                output);
        promote(PromotionCandidate.of(checkpoint.get()), true, verdictId, output);
    }

    private void release(Promotion pinned, Output output) {
        String verdictId = operatorVerdict(pinned.getCheckpointId(), pinned.getJobId());
        decide(
                operator(Decision.RELEASED, verdictId, PromotionCandidate.of(pinned))
                        .setReason("an operator took the pin away; the gate decides again"),
                output);
        promote(PromotionCandidate.of(pinned), false, verdictId, output);
    }

    private String operatorVerdict(String checkpointId, String jobId) {
        return checkpointId + "/operator/" + state().verdicts(jobId);
    }

    private static Verdict.Builder operator(Decision decision, String verdictId, PromotionCandidate candidate) {
        return Verdict.newBuilder()
                .setVerdictId(verdictId)
                .setJobId(candidate.jobId())
                .setDecision(decision)
                .setCheckpointId(candidate.checkpointId())
                .setStep(candidate.step())
                .setRules(List.of())
                .setResultIds(List.of());
    }

    private void decide(Verdict.Builder draft, Output output) {
        Verdict verdict = draft.setAgainst(state().promotion(draft.getJobId())
                        .map(Promotion::getCheckpointId)
                        .orElse(null))
                .setDecidedAt(clock.instant())
                .build();
        output.send(Outgoing.of(Topics.VERDICTS, verdict.getJobId(), verdict));
        state().decided(verdict);
        decisions.add(1, verdict.getDecision().name().toLowerCase(Locale.ROOT));
        LOG.info(
                "decided job={} step={} decision={} checkpoint={} reason={}",
                verdict.getJobId(),
                verdict.getStep(),
                verdict.getDecision(),
                verdict.getCheckpointId(),
                verdict.getReason());
    }

    private void promote(PromotionCandidate candidate, boolean pinned, String verdictId, Output output) {
        Promotion promotion =
                candidate.promotion(pinned, verdictId, state().promotion(candidate.jobId()), clock.instant());
        output.send(Outgoing.of(Topics.PROMOTIONS, candidate.jobId(), promotion));
        state().promoted(promotion);
    }

    private PromotionState state() {
        if (state.isEmpty()) {
            state = Optional.of(PromotionState.of(ledger));
        }
        return state.get();
    }
}
