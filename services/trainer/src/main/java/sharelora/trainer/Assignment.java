package sharelora.trainer;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import sharelora.platform.kafka.Catalog;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/**
 * The jobs that are assigned to this process: the only job it was started for, or those whose records lie in the
 * partitions that its consumer group has assigned to it. Thread-safe.
 */
final class Assignment {

    private final Optional<String> only;
    private volatile Optional<Set<Integer>> partitions = Optional.empty();

    private Assignment(Optional<String> only) {
        this.only = only;
    }

    static Assignment of(Optional<String> only) {
        return new Assignment(only);
    }

    /** Replaces the partitions by those that the group has assigned now. */
    void give(Set<Integer> now) {
        partitions = Optional.of(Set.copyOf(now));
    }

    /** Whether the process was started for one job. */
    boolean isFixed() {
        return only.isPresent();
    }

    /** Whether the group has not assigned any partitions yet. */
    boolean isAwaited() {
        return only.isEmpty() && partitions.isEmpty();
    }

    boolean includes(String jobId, Catalog catalog) {
        if (only.isPresent()) {
            return only.get().equals(jobId);
        }
        OptionalInt partition = catalog.partition(jobId);
        return partition.isPresent()
                && partitions.map(mine -> mine.contains(partition.getAsInt())).orElse(false);
    }

    /** The only job, if it was never submitted. */
    Optional<String> unknown(Catalog catalog) {
        return only.filter(job -> catalog.job(job).isEmpty());
    }

    /** Tells the operator why nothing can be trained yet; empty if a job can be, or if the process stands by. */
    Optional<String> lacking(Catalog catalog) {
        if (only.isEmpty()) {
            return isAwaited() ? Optional.of("not yet a member of its group") : Optional.empty();
        }
        Optional<Job> job = catalog.job(only.get());
        if (job.isEmpty()) {
            return Optional.of("job " + only.get() + " is not submitted");
        }
        JobState state = job.get().getState();
        return state == JobState.RUNNING ? Optional.empty() : Optional.of("job " + only.get() + " is " + state);
    }
}
