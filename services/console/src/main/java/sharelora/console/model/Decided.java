package sharelora.console.model;

import java.time.Instant;
import sharelora.schemas.Verdict;

/** What of a verdict is shown. */
record Decided(long step, String decision, String checkpointId, String reason, Instant at) {

    /** A reason names every rule; what goes on beyond this is not shown. */
    private static final int LONGEST_REASON = 500;

    static Decided of(Verdict verdict) {
        String reason = verdict.getReason();
        return new Decided(
                verdict.getStep(),
                verdict.getDecision().name(),
                verdict.getCheckpointId(),
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason,
                verdict.getDecidedAt());
    }
}
