package sharelora.platform.examples;

import sharelora.schemas.Query;

/** What a record turned out to be that was read as a query. */
public sealed interface QueryOutcome {

    /** A readable query; the stream's task decides whether an adapter can answer it. */
    record Found(Query query) implements QueryOutcome {}

    /**
     * A record that can never be answered.
     *
     * @param detail what was found and what was expected
     */
    record Poison(PoisonReason reason, String detail) implements QueryOutcome {}
}
