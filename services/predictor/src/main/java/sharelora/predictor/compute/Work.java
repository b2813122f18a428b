package sharelora.predictor.compute;

import java.util.List;

/** What the compute thread has to do, in the order in which it was handed over. */
sealed interface Work permits Ask, Continuing, Work.Swap, Work.Together {

    /** Asks that come at once, so that one batch may answer them. */
    record Together(List<Ask> asks) implements Work {}

    /** Changes what answers, between two batches. */
    record Swap(Runnable change) implements Work {}
}
