package sharelora.engine.ops;

/**
 * A trainable matrix [rows, columns]: a range of a {@link Flat} vector, values or gradient alike. Who shares a matrix
 * holds the same parameter, so its gradient is the sum over everywhere it is used and it is counted once.
 *
 * @param name unique in its layout
 * @param offset index of its first number in the flat vector
 */
public record Parameter(String name, int rows, int columns, int offset) {

    public int size() {
        return Math.multiplyExact(rows, columns);
    }
}
