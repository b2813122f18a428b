package sharelora.evaluator.planner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import sharelora.schemas.Checkpoint;

/**
 * What the planner remembers of a job. All of it follows from the checkpoints and tasks that are in the log, so a new
 * planner remembers the same. Not thread-safe.
 */
final class JobMemory {

    private final Deque<Checkpoint> waiting = new ArrayDeque<>();
    private String stepZeroId = "";
    private Optional<String> probeSha256 = Optional.empty();
    private long probeStep = -1;

    /** A checkpoint of the job. Step 0 is what others are compared to, and a candidate only where it is all there is. */
    void announced(Checkpoint checkpoint) {
        if (checkpoint.getStep() == 0) {
            stepZeroId = checkpoint.getCheckpointId();
        }
        if (checkpoint.getStep() > 0 || checkpoint.getFinal$()) {
            waiting.add(checkpoint);
        }
    }

    /** There are tasks for this checkpoint: nothing that was announced up to it waits any longer. */
    void planned(String checkpointId, long step, Optional<String> probe) {
        if (probe.isPresent() && step > probeStep) {
            probeSha256 = probe;
            probeStep = step;
        }
        if (waiting.stream().anyMatch(each -> each.getCheckpointId().equals(checkpointId))) {
            String removed = "";
            while (!removed.equals(checkpointId)) {
                removed = waiting.remove().getCheckpointId();
            }
        }
    }

    /** All that wait, oldest first. */
    List<Checkpoint> waiting() {
        return List.copyOf(waiting);
    }

    /** Those beyond the newest {@code most} wait no longer; returns them. */
    List<Checkpoint> giveUp(int most) {
        List<Checkpoint> givenUp = new ArrayList<>();
        while (waiting.size() > most) {
            givenUp.add(waiting.remove());
        }
        return givenUp;
    }

    /** Empty text where it is not known. */
    String stepZeroId() {
        return stepZeroId;
    }

    Optional<String> probeSha256() {
        return probeSha256;
    }
}
