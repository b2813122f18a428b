package sharelora.trainer;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.training.Restore;
import sharelora.engine.training.TrainingState;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.models.learning.OnRegression;
import sharelora.models.learning.StateStore;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Pause;
import sharelora.schemas.Verdict;

/**
 * Does what a job is to do when its gate finds a checkpoint worse than the promoted one. What it did counts once a manifest
 * says so; a trainer that dies before that decides again.
 */
final class GateResponse {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

    private final JobSettings job;
    private final Regressions regressions;
    private final StateStore states;
    private Optional<Pause> pause;

    /** @param newest the last committed manifest */
    GateResponse(JobSettings job, Regressions regressions, StateStore states, Optional<AdapterSnapshot> newest) {
        this.job = job;
        this.regressions = regressions;
        this.states = states;
        this.pause = newest.map(AdapterSnapshot::getPause);
    }

    /**
     * Between two steps: goes back, or pauses, where there is a regression that nothing followed from yet.
     *
     * @return whether it did, so that a manifest has to say it before the next step
     */
    boolean heed(LearningSession learning) {
        regressions.follow();
        if (!job.onRegression().looks() || learning.silent() || !learning.settled() || stands()) {
            return false;
        }
        Optional<Verdict> found = regressions.after(settled(learning));
        found.ifPresent(verdict -> obstacle(verdict, learning)
                .ifPresent(reason -> pause(verdict, reason, learning.progress().step())));
        return found.isPresent();
    }

    /** Goes back, unless something keeps it from that: then what. */
    private Optional<String> obstacle(Verdict verdict, LearningSession learning) {
        OnRegression wanted = job.onRegression();
        if (wanted.action() == OnRegression.Action.PAUSE) {
            return Optional.of(verdict.getReason());
        }
        int made = learning.progress().restores().size();
        if (made >= wanted.limit()) {
            return Optional.of(
                    "it went back " + made + " times, as often as its limit lets it; " + verdict.getReason());
        }
        Optional<Checkpoint> promoted = regressions.checkpoint(verdict.getAgainst());
        Optional<TrainingState> state = promoted.flatMap(known -> states.find(known.getStep(), known.getStateSha256()));
        if (state.isEmpty()) {
            return Optional.of("the state of checkpoint " + verdict.getAgainst()
                    + " is not kept any more, so that it cannot go back; " + verdict.getReason());
        }
        Restore restore =
                learning.restore(state.get(), promoted.orElseThrow().getStateSha256(), verdict.getVerdictId());
        LOG.warn(
                "goes back job={} step={} toStep={} verdict={} recordsLetGo={}",
                job.id(),
                restore.step(),
                restore.stateStep(),
                restore.verdictId(),
                restore.records());
        return Optional.empty();
    }

    private void pause(Verdict verdict, String reason, long step) {
        pause = Optional.of(new Pause(
                verdict.getVerdictId(), step, reason, job.onRegression().retries()));
        LOG.warn("pauses job={} step={} verdict={}: {}", job.id(), step, verdict.getVerdictId(), reason);
    }

    /** The last step up to which nothing more follows from verdicts: those on later checkpoints are on what it learned since. */
    private long settled(LearningSession learning) {
        List<Restore> restores = learning.progress().restores();
        long restored = restores.isEmpty() ? -1 : restores.getLast().step();
        return Math.max(restored, pause.map(Pause::getStep).orElse(-1L));
    }

    /** Whether the job stands still: it paused, and no operator has had it tried again since. */
    boolean stands() {
        return pause.filter(known -> known.getRetries() >= job.onRegression().retries())
                .isPresent();
    }

    /** The newest pause, for the manifest. */
    Optional<Pause> pause() {
        return pause;
    }

    /** Takes note of what was promoted since. */
    void follow() {
        regressions.follow();
    }

    /** SHA-256 of the state that is kept because it is the promoted checkpoint's. */
    Optional<String> promotedState() {
        return regressions.promotedState();
    }
}
