package sharelora.evaluator.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;

/**
 * What the planner remembers of a job. All of it follows from the checkpoints, tasks and results that are in the log, so
 * a new planner remembers the same. Not thread-safe.
 */
final class JobMemory {

    private final Deque<PendingCheckpoint> waiting = new ArrayDeque<>();

    /** Checkpoint and slice of what was asked and has no result. */
    private final Set<Question> open = new HashSet<>();

    private String stepZeroId = "";
    private Optional<String> probeSha256 = Optional.empty();
    private long probeStep = -1;

    private record Question(String checkpointId, String suiteSha256) {}

    /** A checkpoint of the job. Step 0 is what others are compared to, and a candidate only where it is all there is. */
    void announced(Checkpoint checkpoint) {
        if (checkpoint.getStep() == 0) {
            stepZeroId = checkpoint.getCheckpointId();
        }
        if (checkpoint.getStep() > 0 || checkpoint.getFinal$()) {
            waiting.add(new PendingCheckpoint(checkpoint));
        }
    }

    /** There is this task: nothing that was announced up to its checkpoint waits any longer. */
    void asked(EvalTask task) {
        open.add(new Question(task.getCheckpointId(), task.getSuiteSha256()));
        if (task.getProbeSha256() != null && task.getStep() > probeStep) {
            probeSha256 = Optional.of(task.getProbeSha256());
            probeStep = task.getStep();
        }
        if (isWaiting(task.getCheckpointId())) {
            String removed = "";
            while (!removed.equals(task.getCheckpointId())) {
                removed = waiting.remove().checkpoint().getCheckpointId();
            }
        }
    }

    /** There is this result, complete or not: its turn is over. */
    void answered(EvalResult result) {
        open.remove(new Question(result.getCheckpointId(), result.getSuiteSha256()));
        if (result.getStatus() == EvalStatus.SUPERSEDED) {
            waiting.removeIf(each -> each.checkpoint().getCheckpointId().equals(result.getCheckpointId()));
        }
    }

    private boolean isWaiting(String checkpointId) {
        return waiting.stream()
                .anyMatch(each -> each.checkpoint().getCheckpointId().equals(checkpointId));
    }

    /** All that wait, oldest first. */
    List<PendingCheckpoint> waiting() {
        return List.copyOf(waiting);
    }

    /** The oldest, where it has its slice. */
    Optional<PendingCheckpoint> next() {
        return Optional.ofNullable(waiting.peek()).filter(each -> each.slice().isPresent());
    }

    /** Checkpoints that were asked and have not all of their results. */
    int open() {
        return (int) open.stream().map(Question::checkpointId).distinct().count();
    }

    /** Those that have a slice, but for the newest of them, wait no longer; returns them. */
    List<Checkpoint> supersede() {
        List<PendingCheckpoint> ready =
                waiting.stream().filter(each -> each.slice().isPresent()).toList();
        List<PendingCheckpoint> older = ready.subList(0, Math.max(0, ready.size() - 1));
        waiting.removeAll(older);
        return older.stream().map(PendingCheckpoint::checkpoint).toList();
    }

    /** Those without a slice, beyond the newest {@code most}, wait no longer; returns them. */
    List<Checkpoint> giveUp(int most) {
        List<PendingCheckpoint> without = new ArrayList<>(
                waiting.stream().filter(each -> each.slice().isEmpty()).toList());
        List<PendingCheckpoint> givenUp = without.subList(0, Math.max(0, without.size() - most));
        waiting.removeAll(givenUp);
        return givenUp.stream().map(PendingCheckpoint::checkpoint).toList();
    }

    /** Those beyond the newest {@code most} wait no longer, whether they have a slice or not; returns them. */
    List<Checkpoint> keepNewest(int most) {
        List<Checkpoint> givenUp = new ArrayList<>();
        while (waiting.size() > most) {
            givenUp.add(waiting.remove().checkpoint());
        }
        return givenUp;
    }

    /** Nobody waits any longer. */
    void forgetWaiting() {
        waiting.clear();
    }

    /** Empty text where it is not known. */
    String stepZeroId() {
        return stepZeroId;
    }

    Optional<String> probeSha256() {
        return probeSha256;
    }
}
