package sharelora.predictor.compute;

import java.util.Optional;
import sharelora.schemas.PredictionMode;

/** A job with the adapter that answers for it now, or that is only watched. Only the compute thread changes it, so never within a batch. */
public final class ServedJob {

    private final String jobId;
    private final PredictionMode mode;
    private volatile Optional<ServedAdapter> adapter = Optional.empty();

    /** Without an adapter at first. */
    public ServedJob(String jobId, PredictionMode mode) {
        this.jobId = jobId;
        this.mode = mode;
    }

    /** Why its adapter is asked. */
    public PredictionMode mode() {
        return mode;
    }

    public String jobId() {
        return jobId;
    }

    /** The checkpoint that answers now; empty while none does. */
    public Optional<ServedCheckpoint> checkpoint() {
        return adapter.map(ServedAdapter::checkpoint);
    }

    Optional<ServedAdapter> adapter() {
        return adapter;
    }

    /** Puts the next one in its place, or none, and closes the one before. */
    void swap(Optional<ServedAdapter> next) {
        Optional<ServedAdapter> before = adapter;
        adapter = next;
        before.ifPresent(ServedAdapter::close);
    }
}
