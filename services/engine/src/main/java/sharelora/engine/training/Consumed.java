package sharelora.engine.training;

import java.util.List;

/**
 * The lineage of one batch.
 *
 * @param nextOffset of the first token batch after it
 * @param records in it
 * @param learnedFrom the token batch itself
 * @param inputs the input behind it: per partition the span from its first record to its last, records in between that
 *     went elsewhere included, so that the lineage stays as short as there are partitions
 */
public record Consumed(long nextOffset, int records, List<OffsetSpan> learnedFrom, List<OffsetSpan> inputs) {

    public Consumed {
        if (nextOffset < 1) {
            throw new IllegalArgumentException("nextOffset is " + nextOffset + ", expected at least 1");
        }
        if (records < 1) {
            throw new IllegalArgumentException("records is " + records + ", expected at least 1");
        }
        learnedFrom = List.copyOf(learnedFrom);
        inputs = List.copyOf(inputs);
    }
}
