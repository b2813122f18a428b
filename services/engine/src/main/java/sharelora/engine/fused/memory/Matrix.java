package sharelora.engine.fused.memory;

import java.util.Objects;

/**
 * A row-major matrix at an address. Rows lie {@link #pitch} numbers apart, whole vectors; the numbers between
 * {@code columns} and pitch are zero.
 */
public final class Matrix {

    private long address;
    private int rows;
    private int columns;
    private int pitch;
    private int owners;

    public Matrix(long address, int rows, int columns) {
        become(address, rows, columns);
    }

    /** Another matrix from now on, with one owner: an {@link Arena} uses these objects again, as it does their memory. */
    Matrix become(long place, int height, int width) {
        address = place;
        rows = height;
        columns = width;
        pitch = Lanes.whole(width);
        owners = 1;
        return this;
    }

    public long address() {
        return address;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** Numbers from one row to the next. */
    public int pitch() {
        return pitch;
    }

    /** Bytes from one row to the next. */
    public long stride() {
        return (long) pitch * Float.BYTES;
    }

    public long row(int row) {
        return address + row * stride();
    }

    /** Numbers of all rows, padding included. */
    public long floats() {
        return (long) rows * pitch;
    }

    /** The rows [from, to), in place: they never go back to an arena by themselves. */
    public Matrix rows(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return new Matrix(row(from), to - from, columns).share();
    }

    /** Adds an owner: from now on no operation may overwrite the matrix. */
    public Matrix share() {
        owners++;
        return this;
    }

    public boolean shared() {
        return owners > 1;
    }

    /** @return whether that was the last owner */
    boolean leave() {
        return --owners == 0;
    }

    /** A copy of the numbers row by row, without padding. */
    public float[] toArray() {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = Lanes.get(row(i) + (long) j * Float.BYTES);
            }
        }
        return values;
    }
}
