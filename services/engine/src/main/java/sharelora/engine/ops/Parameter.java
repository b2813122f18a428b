package sharelora.engine.ops;

/**
 * A matrix [rows, columns] that is a range of a {@link Flat} vector, values or gradient alike. Who shares a matrix holds
 * the same parameter, so its gradient is the sum over everywhere it is used and it is counted once.
 *
 * @param name unique in its layout
 * @param offset index of its first number in the flat vector
 * @param trained whether it gets a gradient; where not, it lies behind all that do, beyond the gradient's end
 * @param stride numbers from one row to the next; more than columns only where it is a part of one that is not trained
 */
public record Parameter(String name, int rows, int columns, int offset, boolean trained, int stride) {

    public Parameter {
        if (stride < columns || (trained && stride > columns)) {
            throw new IllegalArgumentException(name + " has " + columns + " columns " + stride
                    + " apart, expected no less, and no more where it is trained");
        }
    }

    /** One whose rows follow each other. */
    public Parameter(String name, int rows, int columns, int offset, boolean trained) {
        this(name, rows, columns, offset, trained, columns);
    }

    /** One that is trained. */
    public Parameter(String name, int rows, int columns, int offset) {
        this(name, rows, columns, offset, true);
    }

    public int size() {
        return Math.multiplyExact(rows, columns);
    }

    /** Numbers from its first to its last, those between its rows included. */
    public int extent() {
        return Math.addExact(Math.multiplyExact(rows - 1, stride), columns);
    }

    /**
     * Its first rows and of these the first columns, in place.
     *
     * @throws IllegalArgumentException where it has fewer, or where columns are left out of one that is trained
     */
    public Parameter corner(int height, int width) {
        if (height < 1 || height > rows || width < 1 || width > columns) {
            throw new IllegalArgumentException(
                    name + " is [" + rows + ", " + columns + "], expected at least [" + height + ", " + width + "]");
        }
        return new Parameter(name, height, width, offset, trained, stride);
    }
}
