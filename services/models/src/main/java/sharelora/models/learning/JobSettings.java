package sharelora.models.learning;

import java.util.List;
import java.util.Optional;
import sharelora.engine.adapter.AdapterSpec;
import sharelora.engine.batch.Task;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.training.AverageSpec;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.LossSpec;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.models.base.ArithmeticRecords;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.AdapterOrigin;
import sharelora.schemas.Job;
import sharelora.schemas.Keep;
import sharelora.schemas.TrainingSettings;

/**
 * A Job record in the engine's terms.
 *
 * @param id the job's name
 * @param stream whose token batches it learns
 * @param base name of the frozen model
 * @param baseSha256 content hash of its folder, hex
 * @param task what is learned
 * @param arithmetic of products with the base's weights
 * @param keep what its manifests list
 * @param start earliest, latest or an offset of the token batches
 * @param from the adapter that it starts from; none: from the seed
 * @param onRegression what it does when its gate finds a checkpoint worse than the promoted one
 */
public record JobSettings(
        String id,
        String stream,
        String base,
        String baseSha256,
        Task task,
        AdapterSpec adapter,
        HeadSpec head,
        TrainingSpec training,
        Arithmetic arithmetic,
        SnapshotCadence cadence,
        Keep keep,
        String start,
        Optional<AdapterOrigin> from,
        OnRegression onRegression) {

    /** Farther than any gradient: AdamW's numbers are float32. */
    private static final double NO_CLIPPING = Float.MAX_VALUE;

    /**
     * The settings of that record.
     *
     * @throws FatalException naming job, setting, value and expectation, where the engine cannot do what is asked
     */
    public static JobSettings of(Job job) {
        try {
            return new JobSettings(
                    job.getJobId(),
                    job.getStream(),
                    job.getBase(),
                    job.getBaseSha256(),
                    Task.valueOf(job.getTask().name()),
                    AdapterRecords.spec(job.getAdapter()),
                    HeadSpec.of(job.getHead()),
                    training(job),
                    ArithmeticRecords.training(job),
                    SnapshotCadence.of(job.getSnapshotEvery(), job.getCheckpointEvery()),
                    job.getKeep(),
                    job.getStart(),
                    Optional.ofNullable(job.getFrom()),
                    TrainingOptions.onRegression(job.getTraining().getOptions()).after(job.getRetries()));
        } catch (IllegalArgumentException e) {
            throw new FatalException("job " + job.getJobId() + ": " + e.getMessage(), e);
        }
    }

    private static TrainingSpec training(Job job) {
        TrainingSettings settings = job.getTraining();
        return new TrainingSpec(
                settings.getLearningRate(),
                new Schedule(
                        Schedule.Course.of(settings.getSchedule()),
                        settings.getWarmupSteps(),
                        settings.getTotalSteps()),
                settings.getWeightDecay(),
                settings.getClipNorm() == 0 ? NO_CLIPPING : settings.getClipNorm(),
                settings.getSeed(),
                settings.getGradientShards(),
                settings.getBaseDropout(),
                new LossSpec(LossSpec.Tokens.of(settings.getLoss()), settings.getLabelSmoothing()),
                Optional.ofNullable(job.getAverage())
                        .map(average -> new AverageSpec(average.getDecay(), AverageSpec.Copy.of(average.getExport()))),
                TrainingOptions.replay(settings.getOptions()),
                GuardRecords.guard(job));
    }

    /** What is trained at step 0. */
    public FineTuneSpec subject(String tokenizerSha256, List<String> labels) {
        return new FineTuneSpec(base, baseSha256, tokenizerSha256, task, adapter, head, training, labels);
    }
}
