package sharelora.engine.ops;

/**
 * A matrix [rows, columns] that is a range of a {@link Flat} vector, values or gradient alike. Who shares a matrix holds
 * the same parameter, so its gradient is the sum over everywhere it is used and it is counted once.
 *
 * @param name unique in its layout
 * @param offset index of its first number in the flat vector
 * @param trained whether it gets a gradient; where not, it lies behind all that do, beyond the gradient's end
 */
public record Parameter(String name, int rows, int columns, int offset, boolean trained) {

    /** One that is trained. */
    public Parameter(String name, int rows, int columns, int offset) {
        this(name, rows, columns, offset, true);
    }

    public int size() {
        return Math.multiplyExact(rows, columns);
    }
}
