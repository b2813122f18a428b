package sharelora.engine.fused.memory;

import sharelora.engine.ops.FrozenTable;

/** A lookup table [entries, D] that tokens get their embeddings from, however its numbers are kept. */
public interface TokenTable extends FrozenTable {

    /**
     * Writes an entry in float32.
     *
     * @param to gets the row, with its padding
     * @throws IndexOutOfBoundsException naming the token
     */
    void copy(int token, long to);

    /** @throws IndexOutOfBoundsException where the table has no such entry; {@code kind} says what it would be */
    default void check(String kind, int entry) {
        if (entry < 0 || entry >= entries()) {
            throw new IndexOutOfBoundsException(kind + " " + entry + " of a table of " + entries());
        }
    }
}
