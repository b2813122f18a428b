package sharelora.engine.training;

import java.util.Optional;
import sharelora.engine.drift.GuardSpec;
import sharelora.engine.drift.OnDrift;
import sharelora.engine.replay.ReplaySpec;

/**
 * The hyperparameters of a job.
 *
 * @param learningRate the peak learning rate of AdamW, positive
 * @param schedule of the learning rate
 * @param weightDecay of all trained values, decoupled (Loshchilov and Hutter 2019)
 * @param clipNorm maximum norm of the gradient, positive
 * @param seed of start values and dropout
 * @param gradientShards G: how many pieces a batch is cut into. The bits of a state depend on it
 * @param baseDropout whether the base's own dropout is on while training
 * @param loss of a generation job; other tasks ignore it
 * @param average of what is trained; none: there is only what the updates move
 * @param replay how records are learned again; none: they are not
 * @param guard how it looks at batches before it learns them
 */
public record TrainingSpec(
        double learningRate,
        Schedule schedule,
        double weightDecay,
        double clipNorm,
        long seed,
        int gradientShards,
        boolean baseDropout,
        LossSpec loss,
        Optional<AverageSpec> average,
        Optional<ReplaySpec> replay,
        GuardSpec guard) {

    private static final int MAX_SHARDS = 1024;

    public TrainingSpec {
        requirePositive("learningRate", learningRate);
        if (schedule == null) {
            throw new IllegalArgumentException("schedule is missing");
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weightDecay is " + weightDecay + ", expected at least 0");
        }
        requirePositive("clipNorm", clipNorm);
        if (gradientShards < 1 || gradientShards > MAX_SHARDS) {
            throw new IllegalArgumentException("gradientShards is " + gradientShards + ", expected 1 to " + MAX_SHARDS);
        }
        if (loss == null) {
            throw new IllegalArgumentException("loss is missing");
        }
        if (average == null || replay == null) {
            throw new IllegalArgumentException("average or replay is missing, expected one or none of each");
        }
        if (guard == null) {
            throw new IllegalArgumentException("guard is missing, expected one that may look at nothing");
        }
        if (guard.onDrift().action() == OnDrift.Action.RESTART_AVERAGE && average.isEmpty()) {
            throw new IllegalArgumentException("onDrift is restart-average, expected an average beside it");
        }
    }

    /** With neither average nor replay, and nothing that looks. */
    public TrainingSpec(
            double learningRate,
            Schedule schedule,
            double weightDecay,
            double clipNorm,
            long seed,
            int gradientShards,
            boolean baseDropout,
            LossSpec loss) {
        this(
                learningRate,
                schedule,
                weightDecay,
                clipNorm,
                seed,
                gradientShards,
                baseDropout,
                loss,
                Optional.empty(),
                Optional.empty(),
                GuardSpec.NONE);
    }

    /** With the default loss, and neither average nor replay. */
    public TrainingSpec(
            double learningRate,
            Schedule schedule,
            double weightDecay,
            double clipNorm,
            long seed,
            int gradientShards,
            boolean baseDropout) {
        this(learningRate, schedule, weightDecay, clipNorm, seed, gradientShards, baseDropout, LossSpec.PLAIN);
    }

    /** The same settings with that average. */
    public TrainingSpec with(AverageSpec other) {
        return with(Optional.of(other), replay, guard);
    }

    /** The same settings with that replay. */
    public TrainingSpec with(ReplaySpec again) {
        return with(average, Optional.of(again), guard);
    }

    /** The same settings with that guard. */
    public TrainingSpec with(GuardSpec looking) {
        return with(average, replay, looking);
    }

    private TrainingSpec with(Optional<AverageSpec> other, Optional<ReplaySpec> again, GuardSpec looking) {
        return new TrainingSpec(
                learningRate,
                schedule,
                weightDecay,
                clipNorm,
                seed,
                gradientShards,
                baseDropout,
                loss,
                other,
                again,
                looking);
    }

    /** Learning rate of the update of that number, from 1: the first update already moves. */
    public double rate(long update) {
        return learningRate * schedule.factor(update);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected a positive number");
        }
    }
}
