package sharelora.tokenizer;

import sharelora.schemas.Example;

/** What a record turned out to be. */
public sealed interface Reading {

    /** A record that can be read; whether it can be learned from is for its stream's task to say. */
    record Found(Example example) implements Reading {}

    /**
     * A record that never can be.
     *
     * @param detail what was found and what was expected
     */
    record Poison(Reason reason, String detail) implements Reading {}
}
