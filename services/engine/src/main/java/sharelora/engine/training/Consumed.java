package sharelora.engine.training;

import java.util.List;
import java.util.stream.IntStream;
import sharelora.engine.replay.BatchOrigin;

/**
 * The lineage of one batch.
 *
 * @param nextOffset of the first token batch after it
 * @param records in it
 * @param learnedFrom the token batch itself
 * @param inputs the input behind it: per partition the span from its first record to its last, records in between that
 *     went elsewhere included, so that the lineage stays as short as there are partitions
 * @param time of the token batch in the log, milliseconds since 1970
 * @param places of its records in the token batch, of which some may have been left out
 */
public record Consumed(
        long nextOffset,
        int records,
        List<OffsetSpan> learnedFrom,
        List<OffsetSpan> inputs,
        long time,
        List<Integer> places) {

    public Consumed {
        if (nextOffset < 1) {
            throw new IllegalArgumentException("nextOffset is " + nextOffset + ", expected at least 1");
        }
        if (records < 1) {
            throw new IllegalArgumentException("records is " + records + ", expected at least 1");
        }
        learnedFrom = List.copyOf(learnedFrom);
        inputs = List.copyOf(inputs);
        places = List.copyOf(places);
        if (places.size() != records) {
            throw new IllegalArgumentException(
                    "places are " + places.size() + ", expected " + records + " as there are records");
        }
    }

    /** Of a whole batch whose time does not matter: nothing of it is kept. */
    public Consumed(long nextOffset, int records, List<OffsetSpan> learnedFrom, List<OffsetSpan> inputs) {
        this(
                nextOffset,
                records,
                learnedFrom,
                inputs,
                0,
                IntStream.range(0, Math.max(0, records)).boxed().toList());
    }

    /** Where the token batch stands in the log, and when it was put there. */
    BatchOrigin origin() {
        return new BatchOrigin(nextOffset - 1, time, places);
    }
}
