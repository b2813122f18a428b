package sharelora.platform.failure;

/** It did not work this time: the caller pauses, is not ready, and tries again; nothing was lost or half done. */
public class TransientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TransientException(String message) {
        super(message);
    }

    public TransientException(String message, Throwable cause) {
        super(message, cause);
    }
}
