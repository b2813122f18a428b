package sharelora.trainer;

import java.time.Duration;
import java.util.Optional;
import sharelora.engine.EngineChoice;

/**
 * What a trainer process trains, and how.
 *
 * @param job id of the only job to train; empty if the group of trainers shares out all RUNNING jobs
 * @param engine the engine that computes the steps
 * @param threads number of threads per job; it has no influence on the bits
 * @param fencedWait how long a process whose job was taken over stays not ready before it ends. A process that was
 *     restarted at once would take the job back, and both would go on doing so for ever.
 * @param strict whether a job is refused that was computed before on another kind of CPU or by other libraries, because
 *     its bits may differ here
 */
public record TrainerConfig(
        Optional<String> job, EngineChoice engine, int threads, Duration fencedWait, boolean strict) {

    /** The standard {@link #fencedWait}. */
    public static final Duration FENCED_WAIT = Duration.ofSeconds(60);

    public TrainerConfig {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
        }
        if (fencedWait.isNegative()) {
            throw new IllegalArgumentException("fencedWait is " + fencedWait + ", expected at least 0");
        }
    }

    /** A configuration with the standard engine and wait that is not strict. */
    public TrainerConfig(Optional<String> job, int threads) {
        this(job, EngineChoice.STANDARD, threads, FENCED_WAIT, false);
    }
}
