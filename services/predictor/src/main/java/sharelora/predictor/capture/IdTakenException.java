package sharelora.predictor.capture;

/** Another text was captured under the id of a query, and the id is still remembered. */
public final class IdTakenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int index;

    IdTakenException(int index) {
        super("another text was captured under this id", null, false, false);
        this.index = index;
    }

    /** Which of the queries that were asked together it is, from 0. */
    public int index() {
        return index;
    }
}
