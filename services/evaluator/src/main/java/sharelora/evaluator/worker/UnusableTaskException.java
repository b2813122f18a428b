package sharelora.evaluator.worker;

/** A task that nobody can do: what it names is missing or damaged. The message says what was found. */
final class UnusableTaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason short and countable */
    UnusableTaskException(String reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    UnusableTaskException(String reason, Throwable cause) {
        super(cause.getMessage(), cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
