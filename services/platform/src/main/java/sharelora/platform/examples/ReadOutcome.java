package sharelora.platform.examples;

import sharelora.schemas.Example;

/** What a record turned out to be. */
public sealed interface ReadOutcome {

    /** A record that can be read; whether it can be learned from is for its stream's task to say. */
    record Found(Example example) implements ReadOutcome {}

    /**
     * A record that never can be.
     *
     * @param detail what was found and what was expected
     */
    record Poison(PoisonReason reason, String detail) implements ReadOutcome {}
}
