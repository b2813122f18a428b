package sharelora.platform.kafka;

/** The record to go on from is not in the log: retention has deleted it, or the log was cut or replaced. */
public final class OffsetGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OffsetGoneException(Position position, long offset, long beginning, long end) {
        super(position + " has offsets [" + beginning + ", " + end + "), not " + offset);
    }
}
