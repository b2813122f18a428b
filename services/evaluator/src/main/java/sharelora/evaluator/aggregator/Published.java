package sharelora.evaluator.aggregator;

import java.util.HashMap;
import java.util.Map;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;

/** The newest revision of every result that was published: what is worth publishing is what is more complete. */
final class Published {

    private static final State NOTHING = new State(0, -1, false);

    private final Map<String, State> results = new HashMap<>();

    private record State(int revision, int n, boolean complete) {}

    void add(EvalResult result) {
        State state = new State(result.getRevision(), result.getN(), result.getStatus() == EvalStatus.COMPLETE);
        results.merge(
                result.getResultId(), state, (first, second) -> second.revision > first.revision ? second : first);
    }

    boolean isComplete(String resultId) {
        return state(resultId).complete;
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
