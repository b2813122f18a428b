package sharelora.evaluator.gate;

import java.util.Optional;
import java.util.function.Consumer;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Promotion;
import sharelora.schemas.Verdict;

/** The verdicts and promotions of the past. Every method may throw a TransientException. */
public interface PromotionLedger {

    /** Every verdict, in the order in which they were given. */
    void verdicts(Consumer<Verdict> use);

    /** The current promotion of each job. */
    void promotions(Consumer<Promotion> use);

    /** The announcement of a checkpoint; empty if none with that id was announced. */
    Optional<Checkpoint> checkpoint(String checkpointId);
}
