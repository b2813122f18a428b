package sharelora.tokenizer;

import sharelora.platform.records.Received;
import sharelora.schemas.Source;
import sharelora.text.Tokens;

/** One example as it goes into a batch. */
record TokenizedExample(String id, Tokens tokens, Target target, Source source) {

    static TokenizedExample of(Received record, String id, EncodingOutcome.Encoded encoded) {
        Source source = new Source(record.topic(), record.partition(), record.offset());
        return new TokenizedExample(id, encoded.tokens(), encoded.target(), source);
    }

    /** How many tokens it has. */
    int length() {
        return tokens.ids().length;
    }
}
