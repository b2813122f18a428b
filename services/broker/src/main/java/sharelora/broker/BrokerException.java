package sharelora.broker;

/** The broker cannot start; the message names folder or port and what is wrong with it. */
public final class BrokerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
