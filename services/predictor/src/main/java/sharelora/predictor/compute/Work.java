package sharelora.predictor.compute;

/** What the compute thread has to do, in the order in which it was handed over. */
sealed interface Work permits Ask, Continuing, Work.Swap {

    /** Changes what answers, between two batches. */
    record Swap(Runnable change) implements Work {}
}
