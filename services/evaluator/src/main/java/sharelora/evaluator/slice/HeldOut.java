package sharelora.evaluator.slice;

import java.util.List;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * One record that nobody learns from.
 *
 * @param tokenIds its own, not to be changed
 * @param target index into labels
 * @param labels of the batch it was in
 * @param source where the tokenizer read it
 */
record HeldOut(int[] tokenIds, int target, List<String> labels, String exampleId, Source source) {

    static HeldOut of(TokenBatch batch, int record) {
        int from = batch.getSequenceStarts().get(record);
        int to = batch.getSequenceStarts().get(record + 1);
        return new HeldOut(
                batch.getTokenIds().subList(from, to).stream()
                        .mapToInt(Integer::intValue)
                        .toArray(),
                batch.getTargets().get(record),
                batch.getLabels(),
                batch.getExampleIds().get(record),
                batch.getSources().get(record));
    }
}
