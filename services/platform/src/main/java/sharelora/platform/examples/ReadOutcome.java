package sharelora.platform.examples;

import sharelora.schemas.Example;
import sharelora.schemas.IgnoredRecord;

/** What a record turned out to be. */
public sealed interface ReadOutcome {

    /** A readable record; the stream's task decides whether the trainer can learn from it. */
    record Found(Example example) implements ReadOutcome {}

    /** A record that the stream passes over by choice. */
    record Ignored(IgnoredRecord kind) implements ReadOutcome {}

    /**
     * A record that can never be read as an example.
     *
     * @param detail what was found and what was expected
     */
    record Poison(PoisonReason reason, String detail) implements ReadOutcome {}
}
