package sharelora.models.batch;

import java.util.List;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;
import sharelora.schemas.TokenBatch;

/** A TokenBatch as the engine takes it. */
public final class TokenBatches {

    private TokenBatches() {}

    /** @throws IllegalArgumentException where its parts do not fit each other */
    public static PackedBatch of(TokenBatch batch) {
        int[] starts = ints(batch.getSequenceStarts());
        Targets targets = targets(batch, starts);
        return batch.getPairStarts() == null
                ? new PackedBatch(ints(batch.getTokenIds()), starts, targets)
                : PackedBatch.ofPairs(ints(batch.getTokenIds()), starts, ints(batch.getPairStarts()), targets);
    }

    /**
     * Refuses a batch whose records cannot be told apart.
     *
     * @throws IllegalArgumentException naming the part that does not fit the others
     */
    public static void requireRecords(TokenBatch batch) {
        BatchParts.requireFit(batch);
    }

    private static Targets targets(TokenBatch batch, int[] starts) {
        if (batch.getCompletionStarts() != null) {
            return Targets.Completions.at(ints(batch.getCompletionStarts()), starts);
        }
        return batch.getScores() == null
                ? new Targets.Classes(ints(batch.getTargets()))
                : new Targets.Scores(batch.getScores().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
