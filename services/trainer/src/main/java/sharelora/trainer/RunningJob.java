package sharelora.trainer;

import java.util.Optional;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/**
 * A job with the loop that trains it.
 *
 * @param job the record that the loop was started with
 */
record RunningJob(Job job, TrainerLoop loop) {

    String id() {
        return job.getJobId();
    }

    /** Whether the loop has ended because the job cannot go on. */
    boolean failed() {
        return loop.ended().failed();
    }

    /** Stops the loop where the job was paused, deleted or changed; with new settings it starts anew. */
    void stopUnlessAsWanted(Optional<Job> now) {
        if (now.isEmpty() || now.get().getState() == JobState.DELETED) {
            loop.abandon();
        } else if (!now.get().equals(job)) {
            loop.stop();
        }
    }
}
