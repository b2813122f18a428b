package sharelora.engine.training;

/**
 * How a job learns.
 *
 * @param learningRate of AdamW at its fullest, positive
 * @param schedule how the rate goes from there
 * @param weightDecay of everything trained, decoupled (AdamW)
 * @param clipNorm the gradient's norm is cut to it, positive
 * @param seed of start values and dropout
 * @param gradientShards G: how many pieces a batch is cut into. The bits of a state depend on it
 * @param baseDropout whether the base's own dropout is on while training
 * @param loss of a job for generation; says nothing where the task is another
 */
public record TrainingSpec(
        double learningRate,
        Schedule schedule,
        double weightDecay,
        double clipNorm,
        long seed,
        int gradientShards,
        boolean baseDropout,
        LossSpec loss) {

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
    }

    /** With the loss that is usual. */
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
