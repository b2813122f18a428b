package sharelora.platform.failure;

/** Another process holds this stage's lock now: this one must stop at once, and exits with 3. */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
