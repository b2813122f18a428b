package sharelora.evaluator.planner;

import java.util.Map;

/** What was announced and what was planned before. */
@FunctionalInterface
interface History {

    /**
     * The memory of every job, as whoever planned before had it.
     *
     * @param offset of the first checkpoint that is not history yet
     * @throws sharelora.platform.failure.TransientException where the log does not answer
     */
    Map<String, JobMemory> before(long offset);
}
