package sharelora.engine.replay;

import java.util.List;
import java.util.Optional;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.RecordLosses;
import sharelora.engine.batch.Task;

/**
 * The part that replay has in one step: what is drawn before it, and what is kept after it.
 *
 * @param spec none: nothing is drawn and nothing is kept
 * @param buffer without what has become too old
 * @param drawn records to learn with the new ones, behind them
 * @param seed of the job
 */
public record ReplayStep(Optional<ReplaySpec> spec, ReplayBuffer buffer, List<StoredRecord> drawn, long seed) {

    /**
     * Draws.
     *
     * @param before the buffer after the step before
     * @param origin of the new batch
     * @param place of the step in the job
     */
    public static ReplayStep begin(
            Optional<ReplaySpec> spec, ReplayBuffer before, BatchOrigin origin, Place place, long seed) {
        if (spec.isEmpty()) {
            return new ReplayStep(spec, before, List.of(), seed);
        }
        ReplayBuffer young = before.at(origin.time(), spec.get());
        int count = spec.get().count(place.records(), origin.places().size());
        return new ReplayStep(spec, young, young.drawn(count, seed, place.step()), seed);
    }

    /**
     * Where a step stands.
     *
     * @param step steps before it
     * @param records new records of all steps before it, skipped ones included
     */
    public record Place(long step, long records) {}

    /**
     * The buffer after a step that was learned.
     *
     * @param batch its new records
     * @param losses of the new records, maybe with others behind them
     * @param labels how many there are now
     */
    public ReplayBuffer learned(PackedBatch batch, BatchOrigin origin, RecordLosses losses, Task task, int labels) {
        if (spec.isEmpty()) {
            return buffer;
        }
        ReplayKeeper keeper = new ReplayKeeper(buffer, spec.get(), task, labels, seed);
        for (int i = 0; i < batch.records(); i++) {
            keeper.offer(StoredRecord.of(batch, i, origin, losses.mean(i)));
        }
        return keeper.kept();
    }
}
