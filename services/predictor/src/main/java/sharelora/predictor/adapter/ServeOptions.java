package sharelora.predictor.adapter;

import java.util.Map;
import java.util.Optional;
import sharelora.schemas.Job;

/**
 * What a process was told to serve, whatever the job files say.
 *
 * @param all of jobs that are not named; empty: what their files say
 * @param jobs by their names
 */
public record ServeOptions(Optional<ServeChoice> all, Map<String, ServeChoice> jobs) {

    /** What the job files say. */
    public static final ServeOptions NONE = new ServeOptions(Optional.empty(), Map.of());

    public ServeOptions {
        jobs = Map.copyOf(jobs);
    }

    ServeChoice of(Job job) {
        ServeChoice otherwise = all.orElseGet(() -> ServeChoice.of(job));
        return jobs.getOrDefault(job.getJobId(), otherwise);
    }
}
