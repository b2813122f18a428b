package sharelora.tokenizer;

import sharelora.platform.records.Received;
import sharelora.schemas.Source;

/**
 * One example as it goes into a batch.
 *
 * @param target index of its label
 * @param tokenIds special tokens included
 */
record Tokenized(String id, int target, int[] tokenIds, Source source) {

    static Tokenized of(Received record, String id, int target, int[] tokenIds) {
        return new Tokenized(id, target, tokenIds, new Source(record.topic(), record.partition(), record.offset()));
    }
}
