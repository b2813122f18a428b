package sharelora.checkpointer;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.KeptState;

/** The announced checkpoints by job and step. */
final class AnnouncedCheckpoints {

    private final Map<String, NavigableMap<Long, Checkpoint>> byJob = new HashMap<>();

    void add(Checkpoint checkpoint) {
        byJob.computeIfAbsent(checkpoint.getJobId(), job -> new TreeMap<>()).put(checkpoint.getStep(), checkpoint);
    }

    void clear() {
        byJob.clear();
    }

    /** Whether the checkpoint of this state is announced, and as the last one if the state is the last one. */
    boolean has(String jobId, KeptState state) {
        Checkpoint known = ofJob(jobId).get(state.getStep());
        return known != null
                && known.getStateSha256().equals(state.getSha256())
                && (known.getFinal$() || !state.getFinal$());
    }

    /** Id of the job's newest checkpoint before this step. */
    Optional<String> parent(String jobId, long step) {
        return Optional.ofNullable(ofJob(jobId).lowerEntry(step))
                .map(before -> before.getValue().getCheckpointId());
    }

    /** A job's checkpoints by step. */
    NavigableMap<Long, Checkpoint> ofJob(String jobId) {
        return byJob.getOrDefault(jobId, new TreeMap<>());
    }

    Collection<String> jobs() {
        return byJob.keySet();
    }
}
