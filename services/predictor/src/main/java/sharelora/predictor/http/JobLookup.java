package sharelora.predictor.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import sharelora.platform.kafka.Catalog;
import sharelora.predictor.compute.ComputeThread;
import sharelora.predictor.compute.ServedJob;
import sharelora.predictor.stream.ServedStream;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/**
 * Who answers here. Safe for several threads at once.
 *
 * @param catalog empty until it is known
 * @param streams that are served here, by name
 * @param compute empty until it runs
 * @param awaited what a job waits for that has no checkpoint to answer, as part of a sentence
 */
public record JobLookup(
        Supplier<Optional<Catalog>> catalog,
        Function<String, Optional<ServedStream>> streams,
        Supplier<Optional<ComputeThread>> compute,
        Function<Job, String> awaited) {

    /**
     * A job that may be asked, though maybe no checkpoint answers for it yet.
     *
     * @param nobody says so
     */
    public record Found(Job job, ServedStream stream, ServedJob served, ComputeThread compute, HttpProblem nobody) {}

    /** Those that are there, in the order of their names. */
    public List<Job> jobs() throws HttpProblem {
        return known().jobs().stream()
                .filter(each -> each.getState() != JobState.DELETED)
                .toList();
    }

    /** The job of that name, where there is one. */
    public Optional<Job> job(String id) throws HttpProblem {
        return known().job(id).filter(each -> each.getState() != JobState.DELETED);
    }

    /**
     * Where to ask the job.
     *
     * @throws HttpProblem where it cannot be asked for now
     */
    public Found found(Job job) throws HttpProblem {
        ServedStream stream = streams.apply(job.getStream())
                .orElseThrow(() -> new HttpProblem(
                        503,
                        "stream " + job.getStream() + " of job " + job.getJobId()
                                + " is not served here: /health/ready says why"));
        return new Found(
                job,
                stream,
                stream.job(job.getJobId()).orElseThrow(() -> nobody(job)),
                compute.get().orElseThrow(JobLookup::starting),
                nobody(job));
    }

    /** Says that no checkpoint answers for the job, and what is awaited. */
    public HttpProblem nobody(Job job) {
        return new HttpProblem(
                503, "no checkpoint answers for job " + job.getJobId() + " yet: awaits " + awaited.apply(job));
    }

    private Catalog known() throws HttpProblem {
        return catalog.get().orElseThrow(JobLookup::starting);
    }

    static HttpProblem starting() {
        return new HttpProblem(503, "the predictor is starting");
    }
}
