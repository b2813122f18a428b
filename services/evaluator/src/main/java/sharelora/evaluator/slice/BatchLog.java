package sharelora.evaluator.slice;

import sharelora.schemas.TokenBatch;

/** One stream's training batches or held-out batches, in log order. */
public interface BatchLog {

    /**
     * Hands over the batches from {@code offset} on, or from the oldest that retention has left, up to the end that the
     * log has now.
     *
     * @throws sharelora.platform.failure.TransientException where the log does not answer
     */
    void read(long offset, Visitor visitor);

    /** Who is handed the batches. */
    @FunctionalInterface
    interface Visitor {

        /** Takes one; false: no more. */
        boolean take(long offset, TokenBatch batch);
    }
}
