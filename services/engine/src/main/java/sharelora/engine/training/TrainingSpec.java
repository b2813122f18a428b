package sharelora.engine.training;

/**
 * How a job learns.
 *
 * @param learningRate of AdamW after warm-up, positive
 * @param schedule {@code constant}: the rate rises linearly over the warm-up, then stays
 * @param warmupSteps updates until the full rate is reached; 0: from the first update
 * @param weightDecay of everything trained, decoupled (AdamW)
 * @param clipNorm the gradient's norm is cut to it, positive
 * @param seed of start values and dropout
 * @param gradientShards G: how many pieces a batch is cut into. The bits of a state depend on it
 * @param baseDropout whether the base's own dropout is on while training
 */
public record TrainingSpec(
        double learningRate,
        String schedule,
        int warmupSteps,
        double weightDecay,
        double clipNorm,
        long seed,
        int gradientShards,
        boolean baseDropout) {

    private static final int MOST_SHARDS = 1024;

    public TrainingSpec {
        requirePositive("learningRate", learningRate);
        if (!"constant".equals(schedule)) {
            throw new IllegalArgumentException("schedule is " + schedule + ", expected constant");
        }
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps is " + warmupSteps + ", expected at least 0");
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weightDecay is " + weightDecay + ", expected at least 0");
        }
        requirePositive("clipNorm", clipNorm);
        if (gradientShards < 1 || gradientShards > MOST_SHARDS) {
            throw new IllegalArgumentException(
                    "gradientShards is " + gradientShards + ", expected 1 to " + MOST_SHARDS);
        }
    }

    /** Learning rate of the update of that number, from 1: the first update already moves. */
    public double rate(long update) {
        return update < warmupSteps ? learningRate * update / warmupSteps : learningRate;
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected a positive number");
        }
    }
}
