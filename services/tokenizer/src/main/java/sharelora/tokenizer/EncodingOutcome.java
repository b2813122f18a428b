package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.platform.records.TokenRecord;

/** What became of an example. */
sealed interface EncodingOutcome {

    /** It can be learned. */
    record Encoded(TokenRecord record) implements EncodingOutcome {}

    /** It cannot: the detail says what was found and what was expected. */
    record Poison(PoisonReason reason, String detail) implements EncodingOutcome {}
}
