package sharelora.operations.status;

import java.util.Map;
import java.util.Optional;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Drift;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Promotion;

/**
 * How a job is doing, as far as it is committed.
 *
 * @param snapshot its newest manifest; empty before its first
 * @param lag of what its stream holds in token batches and the newest snapshot has not learned
 * @param checkpoint the newest that is announced
 * @param result the newest on the stream's hold-out
 * @param promoted empty where nothing is
 * @param drift the newest change of its stream that it noticed
 * @param deadLetters that the topic still holds, by reason: the job's own and its stream's
 * @param trainers processes that would train it now
 * @param heldOut how much of it there is for the first evaluation; empty where there was one, or nothing is held out
 */
record JobStatus(
        Job job,
        Optional<AdapterSnapshot> snapshot,
        Behind lag,
        Optional<Checkpoint> checkpoint,
        Optional<EvalResult> result,
        Optional<Promotion> promoted,
        Optional<Drift> drift,
        Map<String, Long> deadLetters,
        int trainers,
        Optional<HeldOut> heldOut) {

    /** RUNNING, PAUSED or DELETED as the operator wants it; FINISHED where its schedule is at its end. */
    String state() {
        boolean finished = snapshot.map(AdapterSnapshot::getFinished).orElse(false);
        return finished ? "FINISHED" : job.getState().name();
    }

    /** Whether the operator wants it to learn and it has more to learn. */
    boolean atWork() {
        return state().equals(JobState.RUNNING.name());
    }

    long deadLetterCount() {
        return deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }
}
