package sharelora.predictor.compute;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Texts that one checkpoint of a job is to continue, from their first token to their last.
 *
 * @param wanted is told the checkpoint before the first token, and says whether it is to continue them
 * @param continued is completed on the compute thread, unless whoever asked has given up
 */
public record Continuing(
        ServedJob job,
        List<Continuation> texts,
        Search search,
        Predicate<ServedCheckpoint> wanted,
        CompletableFuture<Continued> continued)
        implements Work {

    /**
     * Not yet begun.
     *
     * @param texts to which some may be added until it is asked
     */
    public static Continuing of(
            ServedJob job, List<Continuation> texts, Search search, Predicate<ServedCheckpoint> wanted) {
        return new Continuing(job, texts, search, wanted, new CompletableFuture<>());
    }

    /** Whether one search can continue both. */
    boolean joins(Continuing other) {
        return job == other.job && search.equals(other.search);
    }
}
