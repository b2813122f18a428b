package sharelora.evaluator.slice;

import sharelora.schemas.TokenBatch;

/** One stream's training batches or held-out batches, in log order. */
public interface BatchLog {

    /**
     * Passes the batches from {@code offset} on, or from the oldest that retention has left, to the receiver, up to the
     * present end of the log.
     *
     * @throws sharelora.platform.failure.TransientException if the log does not answer
     */
    void read(long offset, Visitor visitor);

    /** Receives the batches. */
    @FunctionalInterface
    interface Visitor {

        /** Takes a batch; returns whether it wants another one. */
        boolean take(long offset, TokenBatch batch);
    }
}
