package sharelora.platform.kafka;

import sharelora.platform.failure.TransientException;

/**
 * A topic refused the record at hand, and that one alone: it is over the topic's limit. What was sent before it is written,
 * and the record can be sent again when the limit is raised.
 */
public final class RecordRefusedException extends TransientException {

    private static final long serialVersionUID = 1L;

    RecordRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
