package sharelora.models.batch;

/**
 * A record of a token batch that a model cannot take.
 *
 * @param place of the record in its batch, from 0
 * @param reason short and countable, such as {@code token-beyond-vocabulary}
 * @param detail what was found and what was expected, both numbers named
 */
public record LeftOut(int place, String reason, String detail) {}
