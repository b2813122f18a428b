package sharelora.platform.failure;

/**
 * The stage cannot go on, and trying again would not help: nothing further is committed and the process exits with 1.
 * The message is the one line that the operator reads: it names file or setting, value and expectation.
 */
public final class FatalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FatalException(String message) {
        super(message);
    }

    public FatalException(String message, Throwable cause) {
        super(message, cause);
    }
}
