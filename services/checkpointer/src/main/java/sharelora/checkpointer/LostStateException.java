package sharelora.checkpointer;

/** A flagged state is not in the blob store, or not as its hash says. */
final class LostStateException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    LostStateException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Short and countable. */
    String reason() {
        return reason;
    }
}
