package sharelora.evaluator.gate;

import java.util.Optional;
import java.util.function.Consumer;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Promotion;
import sharelora.schemas.Verdict;

/** What was decided before. Calls may throw a TransientException. */
public interface PromotionLedger {

    /** Every verdict, in order. */
    void verdicts(Consumer<Verdict> use);

    /** What is promoted, one a job. */
    void promotions(Consumer<Promotion> use);

    /** The checkpoint as it was announced; empty where none of that id is. */
    Optional<Checkpoint> checkpoint(String checkpointId);
}
