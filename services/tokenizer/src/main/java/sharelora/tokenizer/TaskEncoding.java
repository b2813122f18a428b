package sharelora.tokenizer;

import java.util.function.Function;
import sharelora.platform.examples.PoisonReason;
import sharelora.platform.failure.FatalException;
import sharelora.platform.records.TokenRecord;
import sharelora.schemas.Example;
import sharelora.schemas.Source;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.text.Tokens;

/**
 * How examples of one task become tokens, and which target each of them has. {@link #of} is the only place of the
 * tokenizer that tells tasks apart. An encoding has no state.
 */
sealed interface TaskEncoding permits ClassificationEncoding, RegressionEncoding, GenerationEncoding {

    /** The encoding of that task. */
    static TaskEncoding of(Task task) {
        return switch (task) {
            case CLASSIFICATION -> new ClassificationEncoding();
            case REGRESSION -> new RegressionEncoding();
            case GENERATION -> new GenerationEncoding();
        };
    }

    /** @throws FatalException where the stream lacks what its task cannot be encoded without */
    default void requireComplete(Stream stream) {}

    /**
     * The example in tokens with its target, or why it is poison.
     *
     * @param source where the example was read
     */
    EncodingOutcome encode(Example example, Encoder encoder, Labels labels, Source source);

    /** A text, or a pair of them, with the target that {@code record} gives its tokens. */
    static EncodingOutcome encode(Example example, Encoder encoder, Function<Tokens, TokenRecord> record) {
        try {
            Tokens tokens = example.getTextPair() == null
                    ? encoder.encode(example.getText())
                    : encoder.encode(example.getText(), example.getTextPair());
            return new EncodingOutcome.Encoded(record.apply(tokens));
        } catch (IllegalArgumentException e) {
            return new EncodingOutcome.Poison(PoisonReason.NO_ROOM_FOR_PAIR, e.getMessage());
        }
    }
}
