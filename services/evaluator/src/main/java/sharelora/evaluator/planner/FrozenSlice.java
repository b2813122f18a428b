package sharelora.evaluator.planner;

import sharelora.models.suite.Slice;
import sharelora.schemas.Checkpoint;

/**
 * A slice that is a blob.
 *
 * @param records in it, maybe none
 * @param classes that its targets point into
 * @param owner the checkpoint that it lies below
 */
record FrozenSlice(String sha256, int records, int classes, Checkpoint owner) {

    static FrozenSlice of(Slice slice, Checkpoint owner) {
        return new FrozenSlice(slice.sha256(), slice.records(), slice.labels().size(), owner);
    }
}
