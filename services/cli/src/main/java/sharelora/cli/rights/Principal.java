package sharelora.cli.rights;

import java.util.Locale;

/** Whom rights are given to: a stage, or people at a command line. In the order of the flow. */
public enum Principal {
    /** {@code topics}, {@code submit}, {@code suite}, {@code rollback}, {@code promote}, {@code results}, {@code watch}. */
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
