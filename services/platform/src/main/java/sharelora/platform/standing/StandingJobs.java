package sharelora.platform.standing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;

/**
 * The jobs that a stage cannot serve for now, while it serves the others. Each has a readiness check with the reason, a
 * series in the metrics, and a back-off after which it is tried again: 0.1 s to 15 s where the cause is transient, 1 s to
 * five minutes where somebody has to mend it. An operator's {@code retry} ends the waiting and the back-off. One thread at
 * a time may use it.
 */
public final class StandingJobs {

    private static final Logger LOG = LoggerFactory.getLogger(StandingJobs.class);

    private final String stage;
    private final Health health;
    private final Gauge gauge;
    private final LongSupplier nanos;
    private final Map<String, Standing> jobs = new HashMap<>();

    /** One job that stands still. */
    private static final class Standing {

        private final Backoff transiently = new Backoff();
        private final Backoff patiently = Backoff.patient();
        private int retries;
        private long nextTry;
        private boolean passing;

        Duration failed(Throwable cause) {
            passing = cause instanceof TransientException;
            return (passing ? transiently : patiently).failed();
        }
    }

    /** @param stage word of the stage, such as {@code planner}; the checks are called by it and the job's id */
    public StandingJobs(String stage, Health health, Metrics metrics) {
        this(stage, health, metrics, System::nanoTime);
    }

    StandingJobs(String stage, Health health, Metrics metrics, LongSupplier nanos) {
        this.stage = stage;
        this.health = health;
        this.gauge = gauge(metrics);
        this.nanos = nanos;
    }

    /** The series of all stages, so that its name is known before the first job stands still. */
    public static Gauge gauge(Metrics metrics) {
        return metrics.gauge("jobs_standing_still", "1 for a job that the stage cannot serve for now.", "stage", "job");
    }

    /**
     * Whether the job stands still and its next try is not due.
     *
     * @param retries of the job's record: more than at its last failure make a try due at once, and the back-off begin anew
     */
    public boolean waits(String jobId, int retries) {
        Standing job = jobs.get(jobId);
        if (job != null && retries != job.retries) {
            jobs.put(jobId, new Standing());
            return false;
        }
        return job != null && nanos.getAsLong() - job.nextTry < 0;
    }

    /** Whether the job stands still, whether its next try is due or not. */
    public boolean has(String jobId) {
        return jobs.containsKey(jobId);
    }

    /** Whether the job stands still by what passes by itself. */
    public boolean isTransient(String jobId) {
        Standing job = jobs.get(jobId);
        return job != null && job.passing;
    }

    /**
     * Takes a failure of the job and says so in one line.
     *
     * @param retries of the job's record
     * @param place of the record at which the job stands, in words
     */
    public void failed(String jobId, int retries, String place, Throwable cause) {
        Standing job = jobs.computeIfAbsent(jobId, absent -> new Standing());
        Duration wait = job.failed(cause);
        job.retries = retries;
        job.nextTry = nanos.getAsLong() + wait.toNanos();
        String words = words(cause);
        health.ready(check(jobId)).down(place + ": " + words);
        gauge.set(1, stage, jobId);
        if (cause instanceof FatalException || cause instanceof TransientException) {
            LOG.error(
                    "job stands still, the others go on stage={} job={} at={} waitMs={} cause={}",
                    stage,
                    jobId,
                    place,
                    wait.toMillis(),
                    words);
        } else {
            LOG.error(
                    "job stands still, the others go on stage={} job={} at={} waitMs={}",
                    stage,
                    jobId,
                    place,
                    wait.toMillis(),
                    cause);
        }
    }

    /** The job goes on, or nobody wants it any more. */
    public void forget(String jobId) {
        if (jobs.remove(jobId) != null) {
            health.forget(check(jobId));
            gauge.remove(stage, jobId);
        }
    }

    /** Forgets all jobs: another process may serve them from now on. */
    public void clear() {
        List.copyOf(jobs.keySet()).forEach(this::forget);
    }

    /** The cause in words: its message where it was written for operators, and its class too where it was not. */
    public static String words(Throwable cause) {
        return cause instanceof FatalException || cause instanceof TransientException
                ? cause.getMessage()
                : cause.toString();
    }

    private String check(String jobId) {
        return stage + " " + jobId;
    }
}
