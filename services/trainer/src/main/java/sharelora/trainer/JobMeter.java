package sharelora.trainer;

import java.time.Duration;
import java.util.Optional;
import sharelora.engine.training.Progress;
import sharelora.platform.metrics.Metrics;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;
import sharelora.schemas.TrainStep;

/** Gathers a job's figures on its thread and shows them to every other. */
final class JobMeter {

    private final String jobId;
    private final TrainerMetrics gauges;
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
        this.gauges = new TrainerMetrics(metrics, jobId);
        show(Progress.from(0));
    }

    /** As of now; from any thread. */
    JobProgress figures() {
        return now;
    }

    void begun(long parameters, Optional<AdapterSnapshot> manifest, Progress progress) {
        trainableParameters = parameters;
        newest = manifest;
        manifest.ifPresent(gauges::newest);
        show(progress);
    }

    /** A record was taken; no step where it was passed over. */
    void took(Optional<TrainStep> step, Progress progress) {
        step.ifPresentOrElse(this::took, gauges::passed);
        show(progress);
    }

    void snapped(AdapterSnapshot manifest, Duration cost, Progress progress) {
        newest = Optional.of(manifest);
        gauges.newest(manifest);
        gauges.snapped(cost.toNanos() / 1e9);
        show(progress);
    }

    /**
     * What is left to learn.
     *
     * @param offsets that lie before the end of the log
     * @param age of the last batch taken, milliseconds
     */
    void lag(long offsets, long age, Progress progress) {
        lag = offsets;
        lagSeconds = offsets == 0 ? 0 : Math.max(0, age) / 1e3;
        show(progress);
    }

    /** The job has taken its last step. */
    void finished() {
        gauges.finished();
    }

    /** After the last figure. */
    void forget() {
        gauges.forget();
    }

    private void took(TrainStep step) {
        last = Optional.of(step);
        trainSeconds += step.getSeconds();
        recent.add(step, System.nanoTime());
        gauges.took(step);
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
        gauges.show(now);
    }

    private static Optional<Long> newestFlagged(AdapterSnapshot manifest) {
        return manifest.getKept().stream()
                .filter(KeptState::getCheckpoint)
                .map(KeptState::getStep)
                .findFirst();
    }
}
