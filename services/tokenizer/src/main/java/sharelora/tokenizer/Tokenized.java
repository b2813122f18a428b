package sharelora.tokenizer;

import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.text.Tokens;

/**
 * One example as it goes into a batch.
 *
 * @param target index of its label; 0 where the task is not classification
 * @param score its value; 0 where the task is not regression
 */
record Tokenized(String id, Tokens tokens, int target, double score, Source source) {

    static Tokenized classified(Received record, String id, Tokens tokens, int target) {
        return new Tokenized(id, tokens, target, 0, source(record));
    }

    static Tokenized scored(Received record, String id, Tokens tokens, double score) {
        return new Tokenized(id, tokens, 0, score, source(record));
    }

    /** How many tokens it has. */
    int length() {
        return tokens.ids().length;
    }

    private static Source source(Received record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }
}
