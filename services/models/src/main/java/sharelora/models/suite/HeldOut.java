package sharelora.models.suite;

import java.util.List;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * One record that nobody learns from.
 *
 * @param tokenIds its own, not to be changed
 * @param second which token is the first of a second text; their number where there is none
 * @param target index into labels
 * @param score its value; null where the task is not regression
 * @param prompt tokens at its beginning that are given; null where the task is not generation
 * @param labels of the batch it was in
 * @param source where the tokenizer read it
 */
public record HeldOut(
        int[] tokenIds,
        int second,
        int target,
        Double score,
        Integer prompt,
        List<String> labels,
        String exampleId,
        Source source) {

    /** The records of a batch, in its order. */
    public static HeldOut of(TokenBatch batch, int record) {
        int from = batch.getSequenceStarts().get(record);
        int to = batch.getSequenceStarts().get(record + 1);
        return new HeldOut(
                batch.getTokenIds().subList(from, to).stream()
                        .mapToInt(Integer::intValue)
                        .toArray(),
                (batch.getPairStarts() == null ? to : batch.getPairStarts().get(record)) - from,
                batch.getTargets().get(record),
                batch.getScores() == null ? null : batch.getScores().get(record),
                batch.getCompletionStarts() == null
                        ? null
                        : batch.getCompletionStarts().get(record) - from,
                batch.getLabels(),
                batch.getExampleIds().get(record),
                batch.getSources().get(record));
    }
}
