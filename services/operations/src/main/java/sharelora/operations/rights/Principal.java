package sharelora.operations.rights;

import java.util.Locale;

/** Whom rights are given to: a stage, or people at a command line. In the order of the flow. */
public enum Principal {
    /** Everything but {@code feed}: what asks, and what changes a job. */
    OPERATOR,
    /** {@code feed}, and other producers of examples. */
    FEEDER,
    TOKENIZER,
    TRAINER,
    CHECKPOINTER,
    EVALUATOR_PLANNER,
    EVALUATOR_WORKER,
    EVALUATOR_AGGREGATOR,
    /** Another team. */
    READER;

    /** The name it logs in with: {@code evaluator-worker}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
