package sharelora.checkpointer;

import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.Checkpoint;

/** The Prometheus metrics of the checkpointer. */
final class CheckpointerMetrics {

    private static final String JOB = "job";

    private final Counter checkpoints;
    private final Counter lost;
    private final Counter deleted;
    private final Durations seconds;
    private final Gauge step;

    CheckpointerMetrics(Metrics metrics) {
        checkpoints = metrics.counter("checkpointer_checkpoints", "Checkpoints announced.", JOB);
        lost = metrics.counter("checkpointer_dead_letters", "Flagged states that no checkpoint can be made of.", JOB);
        deleted = metrics.counter("checkpointer_deletions", "States, checkpoints and leftovers deleted.");
        seconds = metrics.durations("checkpointer_export_seconds", "Duration of an export, storing included.", JOB);
        step = metrics.gauge("checkpointer_step", "Step of the newest checkpoint.", JOB);
    }

    void announced(Checkpoint checkpoint, double exportSeconds) {
        checkpoints.add(1, checkpoint.getJobId());
        seconds.observe(exportSeconds, checkpoint.getJobId());
        step.set((double) checkpoint.getStep(), checkpoint.getJobId());
    }

    void lost(String jobId) {
        lost.add(1, jobId);
    }

    void deleted() {
        deleted.add(1);
    }
}
