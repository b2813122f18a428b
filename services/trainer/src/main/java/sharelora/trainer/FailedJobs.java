package sharelora.trainer;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;

/**
 * The jobs of this process that cannot go on while the others do: each is told of in one line and a series of the metrics,
 * and tried again after a back-off of 1 s to five minutes. One thread at a time may use it.
 */
final class FailedJobs {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJobs.class);
    private static final String STAGE = StageDeclarations.TRAINER.word();

    /** A job that failed, and the step that it had come to then. */
    private static final class Failed {

        private final Backoff backoff = Backoff.patient();
        private long step = -1;
    }

    private final Gauge standing;
    private final Map<String, Failed> jobs = new TreeMap<>();

    FailedJobs(Metrics metrics) {
        standing = StandingJobs.gauge(metrics);
    }

    /**
     * Takes the failure of a job's loop and says so.
     *
     * @param step that the loop had come to: where it is another than at the last failure, the back-off begins anew
     * @return how long to wait before the job is tried again
     */
    Duration failed(String jobId, long step, Throwable cause) {
        Failed job = jobs.computeIfAbsent(jobId, absent -> new Failed());
        if (job.step != step) {
            job.backoff.worked();
            job.step = step;
        }
        Duration wait = job.backoff.failed();
        if (cause instanceof FatalException) {
            LOG.error("job {} cannot go on, the others do waitMs={}: {}", jobId, wait.toMillis(), cause.getMessage());
        } else {
            LOG.error("job {} cannot go on, the others do waitMs={}", jobId, wait.toMillis(), cause);
        }
        standing.set(1, STAGE, jobId);
        return wait;
    }

    /** Says that the job's settings are refused: it is not tried again before its record changes. */
    void refused(String jobId, Throwable cause) {
        LOG.error("job {} cannot go on, the others do: {}", jobId, StandingJobs.words(cause));
        standing.set(1, STAGE, jobId);
    }

    /** The job is tried again: it does not stand still any longer. */
    void tried(String jobId) {
        standing.remove(STAGE, jobId);
    }

    /** The job's record changed, or nobody wants it any more: its back-off begins anew. */
    void forget(String jobId) {
        jobs.remove(jobId);
        standing.remove(STAGE, jobId);
    }
}
