package sharelora.trainer;

import java.util.List;
import sharelora.platform.metrics.Counter;
import sharelora.platform.metrics.Durations;
import sharelora.platform.metrics.Gauge;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/** The Prometheus metrics of one job. */
final class TrainerMetrics {

    private static final String JOB = "job";

    private final String jobId;
    private final Counter steps;
    private final Counter skipped;
    private final Counter outliers;
    private final Counter drifts;
    private final Counter records;
    private final Counter tokens;
    private final Counter replayed;
    private final Counter deadLetters;
    private final Durations stepSeconds;
    private final Durations snapshotSeconds;
    private final Gauge snapshotBytes;
    private final Gauge snapshotStep;
    private final Gauge snapshotTime;
    private final Gauge restores;
    private final Gauge paused;
    private final Gauge step;
    private final Gauge loss;
    private final Gauge accuracy;
    private final Gauge learningRate;
    private final Gauge gradientNorm;
    private final Gauge lag;
    private final Gauge lagSeconds;
    private final Gauge nextOffset;

    TrainerMetrics(Metrics metrics, String jobId) {
        this.jobId = jobId;
        steps = metrics.counter("trainer_steps", "Steps taken by this process.", JOB);
        skipped = metrics.counter("trainer_skipped_steps", "Steps whose loss or gradient was not finite.", JOB);
        outliers = metrics.counter("trainer_outlier_steps", "Steps whose batch was held back as an outlier.", JOB);
        drifts = metrics.counter("trainer_drifts", "Changes of the stream that were noticed.", JOB);
        records = metrics.counter("trainer_records", "Records learned by this process.", JOB);
        tokens = metrics.counter("trainer_tokens", "Tokens learned by this process.", JOB);
        replayed = metrics.counter("trainer_replayed_records", "Earlier records that this process learned again.", JOB);
        deadLetters = metrics.counter("trainer_dead_letters", "Records given up by this process.", JOB);
        stepSeconds = metrics.durations("trainer_step_seconds", "Duration of a step.", JOB);
        snapshotSeconds =
                metrics.durations("trainer_snapshot_seconds", "Duration of a snapshot, commit included.", JOB);
        snapshotBytes = metrics.gauge("trainer_snapshot_bytes", "Size of the newest state.", JOB);
        snapshotStep = metrics.gauge("trainer_snapshot_step", "Step of the newest state.", JOB);
        snapshotTime =
                metrics.gauge("trainer_snapshot_timestamp_seconds", "When the newest state was taken, Unix time.", JOB);
        restores = metrics.gauge("trainer_restores", "Times that the job went back to a promoted checkpoint.", JOB);
        paused = metrics.gauge("trainer_paused", "1 while the job stands still after a verdict of its gate.", JOB);
        step = metrics.gauge("trainer_step", "Number of the last step.", JOB);
        loss = metrics.gauge("trainer_loss", "Mean loss of the last steps, before their update.", JOB);
        accuracy = metrics.gauge("trainer_accuracy", "Share that was right before it was learned.", JOB);
        learningRate = metrics.gauge("trainer_learning_rate", "Learning rate of the last update.", JOB);
        gradientNorm = metrics.gauge("trainer_gradient_norm", "Gradient norm of the last step, before clipping.", JOB);
        lag = metrics.gauge("trainer_lag_records", "Offsets of token batches that are not learned yet.", JOB);
        lagSeconds = metrics.gauge("trainer_lag_seconds", "Age of the last token batch when it was taken.", JOB);
        nextOffset = metrics.gauge("trainer_next_offset", "Offset of the next token batch.", JOB);
    }

    /** Registers every metric, so that Prometheus knows all names before the first job. */
    static void declare(Metrics metrics) {
        var _ = new TrainerMetrics(metrics, "");
    }

    void took(TrainStep taken) {
        boolean learned = taken.getStatus() == StepStatus.LEARNED;
        steps.add(1, jobId);
        boolean outlier = taken.getOutlier() != null;
        skipped.add(learned || outlier ? 0 : 1, jobId);
        outliers.add(outlier ? 1 : 0, jobId);
        drifts.add(taken.getDrift() == null ? 0 : 1, jobId);
        records.add(learned ? taken.getRecords() : 0, jobId);
        tokens.add(learned ? taken.getTokens() : 0, jobId);
        replayed.add(learned ? taken.getReplayed().size() : 0, jobId);
        deadLetters.add(taken.getLeftOut().size() + (learned ? 0 : taken.getRecords()), jobId);
        stepSeconds.observe(taken.getSeconds(), jobId);
    }

    /** Counts a batch that became a dead letter. */
    void passed() {
        deadLetters.add(1, jobId);
    }

    void snapped(double seconds) {
        snapshotSeconds.observe(seconds, jobId);
    }

    void newest(AdapterSnapshot manifest) {
        snapshotBytes.set((double) manifest.getNewest().getBytes(), jobId);
        snapshotStep.set((double) manifest.getStep(), jobId);
        restores.set((double) manifest.getRestores().size(), jobId);
        snapshotTime.set(manifest.getTakenAt().toEpochMilli() / 1e3, jobId);
    }

    void show(JobProgress progress) {
        step.set((double) progress.step(), jobId);
        loss.set(progress.loss(), jobId);
        accuracy.set(progress.accuracy(), jobId);
        learningRate.set(progress.learningRate(), jobId);
        gradientNorm.set(progress.gradientNorm(), jobId);
        lag.set((double) progress.lag(), jobId);
        lagSeconds.set(progress.lagSeconds(), jobId);
        nextOffset.set((double) progress.nextOffset(), jobId);
    }

    void stands(boolean still) {
        paused.set(still ? 1 : 0, jobId);
    }

    /** Shows no lag any more: the job has taken its last step and learns none of the later batches. */
    void finished() {
        lag.set(0, jobId);
        lagSeconds.set(0, jobId);
    }

    /** Removes the gauges, which the job's next process shows. The counters stay: they count what this process did. */
    void forget() {
        for (Gauge gauge : List.of(
                snapshotBytes,
                snapshotStep,
                snapshotTime,
                restores,
                paused,
                step,
                loss,
                accuracy,
                learningRate,
                gradientNorm,
                lag,
                lagSeconds,
                nextOffset)) {
            gauge.remove(jobId);
        }
    }
}
