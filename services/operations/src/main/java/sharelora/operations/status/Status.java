package sharelora.operations.status;

import java.time.Instant;
import java.util.List;

/**
 * How everything is doing.
 *
 * @param notReady what processes that were asked say of themselves
 * @param unread records that could not be read, a sentence for each topic
 * @param at when the look was taken: ages are counted from there
 */
public record Status(
        List<JobStatus> jobs,
        List<StageStatus> stages,
        List<HealthPages.NotReady> notReady,
        List<String> unread,
        Instant at) {

    public Status {
        jobs = List.copyOf(jobs);
        stages = List.copyOf(stages);
        notReady = List.copyOf(notReady);
        unread = List.copyOf(unread);
    }

    /** For people. */
    public List<String> lines() {
        return StatusText.of(this);
    }

    /** For programs: one object. */
    public String json() {
        return StatusJson.of(this);
    }
}
