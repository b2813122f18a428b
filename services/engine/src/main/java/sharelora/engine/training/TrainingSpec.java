package sharelora.engine.training;

import java.util.Optional;
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
        Optional<ReplaySpec> replay) {

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
    }

    /** With neither average nor replay. */
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
                Optional.empty());
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
        return with(Optional.of(other), replay);
    }

    /** The same settings with that replay. */
    public TrainingSpec with(ReplaySpec again) {
        return with(average, Optional.of(again));
    }

    private TrainingSpec with(Optional<AverageSpec> other, Optional<ReplaySpec> again) {
        return new TrainingSpec(
                learningRate, schedule, weightDecay, clipNorm, seed, gradientShards, baseDropout, loss, other, again);
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
