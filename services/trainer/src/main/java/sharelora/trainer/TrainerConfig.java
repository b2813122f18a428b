package sharelora.trainer;

import java.util.Optional;

/**
 * What a trainer process trains.
 *
 * @param job the one job; empty: every job that is RUNNING
 * @param threads of each job; they have no influence on the bits
 */
public record TrainerConfig(Optional<String> job, int threads) {

    public TrainerConfig {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
    }
}
