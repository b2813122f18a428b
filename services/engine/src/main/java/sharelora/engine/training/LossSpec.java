package sharelora.engine.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sharelora.engine.batch.PackedBatch;

/**
 * What a job for generation loses on; a loss is the mean over all tokens of a batch that are asked for.
 *
 * @param tokens which are asked for
 * @param smoothing label smoothing ε, [0, 1): a token has 1 - ε of its target, and every word ε / V more
 */
public record LossSpec(Tokens tokens, double smoothing) {

    /** The default: completions, as they are. */
    public static final LossSpec PLAIN = new LossSpec(Tokens.COMPLETION, 0);

    /** Which tokens are asked for. The first of a record never is: nothing is before it. */
    public enum Tokens {
        /** Those of the completion; of a record without one, all. */
        COMPLETION,
        /** Those of the prompt too. */
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

    /** The batch with what is asked of it. */
    PackedBatch of(PackedBatch batch) {
        return tokens == Tokens.ALL ? batch.askingAll() : batch;
    }
}
