package sharelora.trainer;

import java.time.Duration;
import java.util.Optional;
import sharelora.engine.EngineChoice;

/**
 * What a trainer process trains.
 *
 * @param job the one job; empty: those that a group of such processes gives it of all that are RUNNING
 * @param engine that computes the steps
 * @param threads of each job; they have no influence on the bits
 * @param fencedWait how long a process whose job was taken over is not ready before it ends: who restarts it at once would
 *     take the job back, and so on for ever
 * @param strict whether a job is refused that was computed on another kind of CPU or by other libraries: its bits would
 *     not be those that it would have had there
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

    /** With the standard engine and wait, on any machine. */
    public TrainerConfig(Optional<String> job, int threads) {
        this(job, EngineChoice.STANDARD, threads, FENCED_WAIT, false);
    }
}
