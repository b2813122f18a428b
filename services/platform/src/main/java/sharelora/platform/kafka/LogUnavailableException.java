package sharelora.platform.kafka;

import sharelora.platform.failure.TransientException;

/** The broker did not do what was asked, or did not say; the client that threw this is of no further use. */
public final class LogUnavailableException extends TransientException {

    private static final long serialVersionUID = 1L;

    LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
