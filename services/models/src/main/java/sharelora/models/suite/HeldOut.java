package sharelora.models.suite;

import java.util.List;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * One record that nobody learns from.
 *
 * @param labels of the batch it was in
 */
public record HeldOut(TokenRecord record, List<String> labels) {

    /** The record at that place of a batch. */
    public static HeldOut of(TokenBatch batch, int place) {
        return new HeldOut(TokenRecord.of(batch, place), batch.getLabels());
    }

    /** Where the tokenizer read it. */
    public Source source() {
        return record.source();
    }
}
