package sharelora.evaluator.aggregator;

import java.util.HashMap;
import java.util.Map;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;

/** The newest revision of every result that was published: what is worth publishing is what is more complete. */
final class PublishedResults {

    private static final State NOTHING = new State(0, -1, false);

    private final Map<String, State> results = new HashMap<>();

    /** Newest step by job and suite. */
    private final Map<String, Long> newest = new HashMap<>();

    private record State(int revision, int n, boolean complete) {}

    void add(EvalResult result) {
        State state = new State(result.getRevision(), result.getN(), result.getStatus() == EvalStatus.COMPLETE);
        results.merge(
                result.getResultId(), state, (first, second) -> second.revision > first.revision ? second : first);
        if (result.getStatus() != EvalStatus.SUPERSEDED) {
            newest.merge(latestKey(result), result.getStep(), Math::max);
        }
    }

    boolean isComplete(String resultId) {
        return state(resultId).complete;
    }

    /** Key of the newest result of a job on a suite. */
    static String latestKey(EvalResult result) {
        return result.getJobId() + "/" + result.getSuite();
    }

    /** Whether none of a later step was added. */
    boolean isLatest(EvalResult result) {
        return result.getStep() >= newest.getOrDefault(latestKey(result), Long.MIN_VALUE);
    }

    /** Whether there is any, complete or not. */
    boolean isPublished(String resultId) {
        return results.containsKey(resultId);
    }

    /** Whether a result with {@code n} records measured says more than the one before it, if any. */
    boolean isNews(String resultId, int n) {
        return n > state(resultId).n;
    }

    int nextRevision(String resultId) {
        return state(resultId).revision + 1;
    }

    private State state(String resultId) {
        return results.getOrDefault(resultId, NOTHING);
    }
}
