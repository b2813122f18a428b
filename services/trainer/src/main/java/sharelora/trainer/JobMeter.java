package sharelora.trainer;

import java.time.Duration;
import java.util.Optional;
import sharelora.engine.training.Progress;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;
import sharelora.schemas.TrainStep;

/** Measures a job's progress on the job's thread and publishes it to all other threads. */
final class JobMeter {

    private final String jobId;
    private final TrainerMetrics metrics;
    private final RecentSteps recent = new RecentSteps();
    private long trainableParameters;
    private Optional<TrainStep> last = Optional.empty();
    private Optional<AdapterSnapshot> newest = Optional.empty();
    private double trainSeconds;
    private long lag;
    private double lagSeconds;

    private volatile JobProgress now;

    JobMeter(Metrics metrics, String jobId) {
        this.jobId = jobId;
        this.metrics = new TrainerMetrics(metrics, jobId);
        show(Progress.from(0));
    }

    /** The progress at this moment. Any thread may call it. */
    JobProgress figures() {
        return now;
    }

    void begun(long parameters, Optional<AdapterSnapshot> manifest, Progress progress) {
        trainableParameters = parameters;
        newest = manifest;
        manifest.ifPresent(metrics::newest);
        show(progress);
    }

    /** Counts a token batch that was read; without a step, it became a dead letter. */
    void took(Optional<TrainStep> step, Progress progress) {
        step.ifPresentOrElse(this::took, metrics::passed);
        show(progress);
    }

    void snapped(AdapterSnapshot manifest, Duration cost, Progress progress) {
        newest = Optional.of(manifest);
        metrics.newest(manifest);
        metrics.snapped(cost.toNanos() / 1e9);
        show(progress);
    }

    /**
     * Records how much is left to learn.
     *
     * @param offsets number of offsets between the next batch and the end of the log
     * @param age age of the last batch taken, in milliseconds
     */
    void lag(long offsets, long age, Progress progress) {
        lag = offsets;
        lagSeconds = offsets == 0 ? 0 : Math.max(0, age) / 1e3;
        show(progress);
    }

    /** Shows whether the job stands still after a verdict. */
    void stands(boolean still) {
        metrics.stands(still);
    }

    /** Shows that the job has taken its last step. */
    void finished() {
        metrics.finished();
    }

    /** Removes the job from the metrics; nothing may be measured afterwards. */
    void forget() {
        metrics.forget();
    }

    private void took(TrainStep step) {
        last = Optional.of(step);
        trainSeconds += step.getSeconds();
        recent.add(step, System.nanoTime());
        metrics.took(step);
    }

    private void show(Progress progress) {
        now = new JobProgress(
                jobId,
                progress.step(),
                recent.loss(),
                recent.accuracy(),
                last.map(TrainStep::getLearningRate).orElse(0.0),
                last.map(TrainStep::getGradientNorm).orElse(0.0),
                progress.records(),
                recent.recordsPerSecond(System.nanoTime()),
                lag,
                lagSeconds,
                progress.nextOffset(),
                trainableParameters,
                newest.map(manifest -> manifest.getNewest().getSha256()).orElse(""),
                newest.map(AdapterSnapshot::getStep).orElse(-1L),
                newest.flatMap(JobMeter::newestFlagged).orElse(-1L),
                newest.map(manifest -> manifest.getNewest().getFinal$()).orElse(false),
                trainSeconds);
        metrics.show(now);
    }

    private static Optional<Long> newestFlagged(AdapterSnapshot manifest) {
        return manifest.getKept().stream()
                .filter(KeptState::getCheckpoint)
                .map(KeptState::getStep)
                .findFirst();
    }
}
