package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sharelora.engine.batch.PackedBatch;

/**
 * The loss of a generation job: the mean cross-entropy over the tokens of a batch that have a loss.
 *
 * @param tokens which tokens have a loss
 * @param smoothing label smoothing ε, [0, 1) (Szegedy et al. 2016): the target gets 1 - ε, and every word ε / V more
 */
public record LossSpec(Tokens tokens, double smoothing) {

    /** The default: completions, as they are. */
    public static final LossSpec PLAIN = new LossSpec(Tokens.COMPLETION, 0);

    /** Which tokens have a loss. The first token of a record never has one, since no token precedes it. */
    public enum Tokens {
        /** The tokens of the completion; in a record without one, all tokens. */
        COMPLETION,
        /** The tokens of the prompt too. */
        ALL;

        /** As job files and states spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All spellings, in order. */
        public static List<String> ids() {
            return Arrays.stream(values()).map(Tokens::id).toList();
        }

        /**
         * The tokens of that spelling.
         *
         * @throws IllegalArgumentException naming the value and the spellings there are
         */
        public static Tokens of(String id) {
            return Arrays.stream(values())
                    .filter(tokens -> tokens.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("loss is " + id + ", expected one of " + ids()));
        }
    }

    public LossSpec {
        if (tokens == null) {
            throw new IllegalArgumentException("loss is missing");
        }
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("labelSmoothing is " + smoothing + ", expected 0 up to 1");
        }
    }

    /** The batch with the tokens that have a loss. */
    PackedBatch of(PackedBatch batch) {
        return tokens == Tokens.ALL ? batch.askingAll() : batch;
    }
}
