package sharelora.evaluator.gate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sharelora.models.cache.RecentlyUsed;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Promotion;
import sharelora.schemas.Verdict;

/** The state of promotions by job: promoted checkpoints, verdicts and recent results. Not thread-safe. */
final class PromotionState {

    /** Most checkpoints whose results are kept while the result of a suite is missing; few are at any time. */
    private static final int MOST = 64;

    private final Map<String, Promotion> promotions = new HashMap<>();
    private final Set<String> verdictIds = new HashSet<>();
    private final Map<String, Integer> verdicts = new HashMap<>();
    private final Map<String, Map<String, EvalResult>> results = new RecentlyUsed<>(MOST);

    /** The state that the ledger records. */
    static PromotionState of(PromotionLedger ledger) {
        PromotionState state = new PromotionState();
        ledger.verdicts(state::decided);
        ledger.promotions(state::promoted);
        return state;
    }

    void decided(Verdict verdict) {
        verdictIds.add(verdict.getVerdictId());
        verdicts.merge(verdict.getJobId(), 1, Integer::sum);
    }

    void promoted(Promotion promotion) {
        promotions.put(promotion.getJobId(), promotion);
    }

    /** The newest revision of a checkpoint's result on a suite counts. */
    void measured(EvalResult result) {
        results.computeIfAbsent(result.getCheckpointId(), id -> new HashMap<>())
                .merge(
                        result.getSuite(),
                        result,
                        (first, second) -> second.getRevision() >= first.getRevision() ? second : first);
    }

    boolean isDecided(String verdictId) {
        return verdictIds.contains(verdictId);
    }

    /** The number of verdicts of the job. */
    int verdicts(String jobId) {
        return verdicts.getOrDefault(jobId, 0);
    }

    Optional<Promotion> promotion(String jobId) {
        return Optional.ofNullable(promotions.get(jobId));
    }

    /** The results of the checkpoint, by suite. */
    Map<String, EvalResult> results(String checkpointId) {
        return results.getOrDefault(checkpointId, Map.of());
    }
}
