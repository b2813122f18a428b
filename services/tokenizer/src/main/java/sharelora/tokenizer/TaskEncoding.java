package sharelora.tokenizer;

import sharelora.platform.examples.PoisonReason;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.Example;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.schemas.TokenBatch;

/**
 * How examples of one task become tokens, and which targets their batches carry. {@link #of} is the only place of the
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

    /** The example in tokens with its target, or why it is poison. */
    EncodingOutcome encode(Example example, Encoder encoder, Labels labels);

    /** Writes the targets that are read back as those of this task, and leaves the columns of the others null. */
    void setTargets(TokenBatch.Builder batch, TargetColumns columns);

    /** A text, or a pair of them, with what it is to be answered with. */
    static EncodingOutcome encode(Example example, Encoder encoder, Target target) {
        try {
            return new EncodingOutcome.Encoded(
                    example.getTextPair() == null
                            ? encoder.encode(example.getText())
                            : encoder.encode(example.getText(), example.getTextPair()),
                    target);
        } catch (IllegalArgumentException e) {
            return new EncodingOutcome.Poison(PoisonReason.NO_ROOM_FOR_PAIR, e.getMessage());
        }
    }
}
