package sharelora.tokenizer;

import java.util.Optional;

/**
 * The streams that a tokenizer process works on.
 *
 * @param stream name of the only stream; empty if it works on every stream that a RUNNING job learns from
 */
public record TokenizerConfig(Optional<String> stream) {

    /** A configuration for every stream that a RUNNING job learns from. */
    public static TokenizerConfig standard() {
        return new TokenizerConfig(Optional.empty());
    }
}
