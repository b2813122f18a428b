package sharelora.evaluator.planner;

import java.util.Optional;
import sharelora.schemas.Checkpoint;

/** A checkpoint that was announced and not asked yet: first for its slice, then for its turn. Not thread-safe. */
final class PendingCheckpoint {

    private final Checkpoint checkpoint;
    private Optional<FrozenSlice> slice = Optional.empty();
    private boolean lookedAt;

    PendingCheckpoint(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** What it will be measured on; empty while that has too few records. */
    Optional<FrozenSlice> slice() {
        return slice;
    }

    void freeze(FrozenSlice frozen) {
        slice = Optional.of(frozen);
    }

    /** Whether its own slice was found to be too small: it waits for the one of a later checkpoint. */
    boolean lookedAt() {
        return lookedAt;
    }

    void tooFew() {
        lookedAt = true;
    }
}
