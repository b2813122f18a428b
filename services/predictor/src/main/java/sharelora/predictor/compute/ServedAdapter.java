package sharelora.predictor.compute;

import java.util.List;

/** A checkpoint on its base, open. The compute thread alone uses it. */
public record ServedAdapter(ServedCheckpoint checkpoint, Answering answering) implements AutoCloseable {

    List<Answer> answers(List<EncodedQuery> queries) {
        return answering.answers(queries);
    }

    /** Ends its threads; the base stays open. */
    @Override
    public void close() {
        answering.model().close();
    }
}
