package sharelora.tokenizer;

import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.text.Completed;
import sharelora.text.Tokens;

/**
 * An example in the form in which it goes into a batch.
 *
 * @param id id of the example
 * @param tokens its tokens
 * @param prompt number of tokens at the beginning that are given, not learned; 0 if the task is not generation
 * @param target index of the label; 0 if the task is not classification
 * @param score value to learn; 0 if the task is not regression
 * @param source place in the input where the example was read
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

    /** The number of tokens. */
    int length() {
        return tokens.ids().length;
    }

    private static Source source(Received record) {
        return new Source(record.topic(), record.partition(), record.offset());
    }
}
