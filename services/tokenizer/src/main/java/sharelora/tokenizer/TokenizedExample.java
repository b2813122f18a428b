package sharelora.tokenizer;

import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.text.Completed;
import sharelora.text.Tokens;

/**
 * One example as it goes into a batch.
 *
 * @param prompt tokens at its beginning that are given; 0 where the task is not generation
 * @param target index of its label; 0 where the task is not classification
 * @param score its value; 0 where the task is not regression
 */
record TokenizedExample(String id, Tokens tokens, int prompt, int target, double score, Source source) {

    static TokenizedExample classified(Received record, String id, Tokens tokens, int target) {
        return new TokenizedExample(id, tokens, 0, target, 0, source(record));
    }

    static TokenizedExample scored(Received record, String id, Tokens tokens, double score) {
        return new TokenizedExample(id, tokens, 0, 0, score, source(record));
    }

    static TokenizedExample completed(Received record, String id, Completed completed) {
        return new TokenizedExample(id, Tokens.of(completed.ids()), completed.prompt(), 0, 0, source(record));
    }

    /** How many tokens it has. */
    int length() {
        return tokens.ids().length;
    }

    private static Source source(Received record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }
}
