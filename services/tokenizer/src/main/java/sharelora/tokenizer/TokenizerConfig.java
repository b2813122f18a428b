package sharelora.tokenizer;

import java.util.Optional;

/**
 * What a tokenizer works on.
 *
 * @param stream the one stream; empty: every stream that a RUNNING job learns from
 */
public record TokenizerConfig(Optional<String> stream) {

    /** Every stream. */
    public static TokenizerConfig standard() {
        return new TokenizerConfig(Optional.empty());
    }
}
