package sharelora.evaluator.planner;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.schemas.EvalResult;

/**
 * What was announced, planned, found and promoted before. Calls throw
 * {@link sharelora.platform.failure.TransientException} where the log does not answer.
 */
interface PlanningHistory {

    /**
     * The memory of every job, as whoever planned before had it, but for results.
     *
     * @param offset of the first checkpoint that is not history yet
     */
    Map<String, JobMemory> before(long offset);

    /** The results that were published since the last call; at first, and after {@link #forget}, all of them. */
    void results(Consumer<EvalResult> use);

    /** checkpointId of what is promoted now; empty where nothing is. */
    Optional<String> promoted(String jobId);

    /** Starts over. */
    void forget();
}
