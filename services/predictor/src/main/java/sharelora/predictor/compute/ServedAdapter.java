package sharelora.predictor.compute;

/** A checkpoint on its base, open. The compute thread alone uses it. */
public record ServedAdapter(ServedCheckpoint checkpoint, Answering answering) implements AutoCloseable {

    /** Ends its threads; the base stays open. */
    @Override
    public void close() {
        answering.model().close();
    }
}
