package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.text.Completed;

/** A text with how it goes on, or a text that is to be said as a whole. */
record GenerationEncoding() implements TaskEncoding {

    @Override
    public void requireComplete(Stream stream) {
        if (stream.getEndToken() == null) {
            throw new FatalException(
                    "stream " + stream.getName() + ": task is GENERATION without an endToken; expected the"
                            + " token that ends a text, as `submit` writes it");
        }
    }

    @Override
    public EncodingOutcome encode(Example example, Encoder encoder, Labels labels, Source source) {
        if (example.getTextPair() != null) {
            return new EncodingOutcome.Poison(
                    PoisonReason.UNEXPECTED_PAIR, "found a textPair; expected text and completion alone");
        }
        Completed completed;
        try {
            completed = encoder.complete(example.getText(), example.getCompletion());
        } catch (IllegalArgumentException e) {
            return new EncodingOutcome.Poison(PoisonReason.NO_ROOM_FOR_COMPLETION, e.getMessage());
        }
        if (completed.asked() == 0) {
            return new EncodingOutcome.Poison(
                    PoisonReason.EMPTY_TEXT, "the base has no token for it; expected at least two");
        }
        return new EncodingOutcome.Encoded(
                TokenRecord.completed(example.getId(), source, completed.ids(), completed.prompt()));
    }
}
