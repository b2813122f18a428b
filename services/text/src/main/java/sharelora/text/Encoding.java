package sharelora.text;

/**
 * A text, or a pair, as token ids, and whether that is all of it.
 *
 * @param truncated whether it had more tokens than there was room for, so that some of its end are missing
 */
public record Encoding(Tokens tokens, boolean truncated) {}
