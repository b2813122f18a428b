package sharelora.predictor.compute;

/** What became of a query's text. */
public sealed interface Encoded {

    /** It can be asked. */
    record Asked(EncodedQuery query) implements Encoded {}

    /**
     * It cannot.
     *
     * @param reason as dead letters spell it
     * @param detail what was found and what was expected
     */
    record Refused(String reason, String detail) implements Encoded {}
}
