package sharelora.checkpointer;

/** Says that the blob of a flagged state is missing, or that its content does not match its hash. */
final class LostStateException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    LostStateException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The dead letter's reason, for example {@code state-missing}. */
    String reason() {
        return reason;
    }
}
