package sharelora.checkpointer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;

/**
 * Manifests of jobs that stand still: the newest of each, since it lists all flagged states that its job keeps. The offset
 * of the oldest is held back, so that whoever takes over takes them again. Not thread-safe.
 */
final class SetAside {

    private final Map<String, Waiting> jobs = new HashMap<>();

    /**
     * A manifest that waits.
     *
     * @param record of the log that it was read from
     * @param first offset of the job's first record that waits
     */
    record Waiting(Received record, AdapterSnapshot manifest, long first) {

        private Position position() {
            return new Position(record.topic(), record.partition());
        }
    }

    /** Takes a job's next manifest in place of the one before. */
    void add(Received record, AdapterSnapshot manifest) {
        jobs.merge(
                manifest.getJobId(),
                new Waiting(record, manifest, record.offset()),
                (before, next) -> new Waiting(next.record(), next.manifest(), before.first()));
    }

    List<Waiting> all() {
        return List.copyOf(jobs.values());
    }

    void remove(String jobId) {
        jobs.remove(jobId);
    }

    void clear() {
        jobs.clear();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** The offset up to which all of the partition is done, given the one up to which all is taken. */
    long completed(Position position, long taken) {
        return jobs.values().stream()
                .filter(waiting -> waiting.position().equals(position))
                .mapToLong(Waiting::first)
                .reduce(taken, Math::min);
    }
}
