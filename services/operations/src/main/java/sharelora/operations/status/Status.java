package sharelora.operations.status;

import java.time.Instant;
import java.util.List;

/**
 * How everything is doing.
 *
 * @param notReady what processes that were asked say of themselves
 * @param served what predictors that were asked serve
 * @param unread records that could not be read, a sentence for each topic
 * @param at when the look was taken: ages are counted from there
 */
public record Status(
        List<JobStatus> jobs,
        List<StageStatus> stages,
        List<HealthPages.NotReady> notReady,
        List<ServedPages.Served> served,
        List<String> unread,
        Instant at) {

    public Status {
        jobs = List.copyOf(jobs);
        stages = List.copyOf(stages);
        notReady = List.copyOf(notReady);
        served = List.copyOf(served);
        unread = List.copyOf(unread);
    }

    /** The same with what predictors serve. */
    public Status with(List<ServedPages.Served> told) {
        return new Status(jobs, stages, notReady, told, unread, at);
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
