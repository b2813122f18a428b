package sharelora.platform.examples;

import java.util.Locale;

/** Why a record is poison. */
public enum PoisonReason {
    /** Neither an Example nor a JSON object in UTF-8, whichever its topic holds. */
    UNREADABLE,
    /** JSON without a field that the stream names. */
    MISSING_FIELD,
    /** JSON whose named field is an object, an array, half a character, or a score that is no number. */
    WRONG_TYPE,
    /** The id is longer than batches can carry. */
    ID_TOO_LONG,
    /** White space, control and zero-width characters alone, or nothing that the base has a token for. */
    EMPTY_TEXT,
    /** More characters than any text to be learned from has; shorter ones are truncated to the stream's maxLength. */
    TEXT_TOO_LONG,
    /** A pair, where the stream's maxLength leaves no room for one. */
    NO_ROOM_FOR_PAIR,
    /** No label, where the task is classification. */
    MISSING_LABEL,
    /** A label that is not one of the stream's. */
    UNKNOWN_LABEL,
    /** No score, or one that is no number, where the task is regression. */
    MISSING_SCORE,
    /** A second text, where the task is generation, which would not use it. */
    UNEXPECTED_PAIR,
    /** A text so long that nothing of its completion is left within maxLength. */
    NO_ROOM_FOR_COMPLETION,
    /** A text that the base's tokenizer has no tokens for, such as an unknown word where it has no token for those. */
    REFUSED_BY_TOKENIZER,
    /** An operator had it skipped, whatever it is: it was not read. */
    SKIPPED_BY_OPERATOR;

    /** As dead letters and metrics spell it: {@code unknown-label}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
