package sharelora.models.batch;

import java.util.List;
import sharelora.schemas.TokenBatch;

/** Whether the parts of a token batch fit each other, so that each of its records can be looked at by itself. */
final class BatchParts {

    private BatchParts() {}

    /** @throws IllegalArgumentException naming the part, its size and the size that it should have */
    static void requireFit(TokenBatch batch) {
        int records = batch.getTargets().size();
        if (records == 0) {
            throw new IllegalArgumentException("targets are 0, expected at least one");
        }
        requireSize("exampleIds", batch.getExampleIds(), records);
        requireSize("sources", batch.getSources(), records);
        requireSize("pairStarts", batch.getPairStarts(), records);
        requireSize("scores", batch.getScores(), records);
        requireSize("completionStarts", batch.getCompletionStarts(), records);
        requireStarts(batch.getSequenceStarts(), records, batch.getTokenIds().size());
    }

    private static void requireSize(String name, List<?> part, int records) {
        if (part != null && part.size() != records) {
            throw new IllegalArgumentException(
                    name + " are " + part.size() + ", expected " + records + " as there are targets");
        }
    }

    private static void requireStarts(List<Integer> starts, int records, int tokens) {
        if (starts.size() != records + 1) {
            throw new IllegalArgumentException(
                    "sequenceStarts are " + starts.size() + ", expected " + (records + 1) + ", one more than targets");
        }
        if (starts.getFirst() != 0 || starts.getLast() != tokens) {
            throw new IllegalArgumentException("sequenceStarts go from " + starts.getFirst() + " to " + starts.getLast()
                    + ", expected from 0 to " + tokens + " tokens");
        }
        for (int i = 0; i < records; i++) {
            if (starts.get(i) > starts.get(i + 1)) {
                throw new IllegalArgumentException("sequenceStarts[" + (i + 1) + "]: " + starts.get(i + 1)
                        + ", expected at least " + starts.get(i) + " as before it");
            }
        }
    }
}
