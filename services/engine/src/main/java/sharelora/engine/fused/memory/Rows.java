package sharelora.engine.fused.memory;

import jdk.incubator.vector.FloatVector;

/** Number-by-number kernels over whole matrices and vectors. */
public final class Rows {

    private Rows() {}

    /** Makes the numbers between columns and pitch zero. */
    public static void clearPadding(Matrix matrix) {
        if (matrix.columns() == matrix.pitch()) {
            return;
        }
        for (int i = 0; i < matrix.rows(); i++) {
            clearPadding(matrix.row(i), matrix.columns(), matrix.pitch());
        }
    }

    public static void clearPadding(long row, int columns, int pitch) {
        for (int j = columns; j < pitch; j++) {
            Lanes.set(row + (long) j * Float.BYTES, 0);
        }
    }

    /** into += from, {@code floats} of whole vectors. */
    public static void add(long into, long from, long floats) {
        for (long j = 0; j < floats * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(into + j, Lanes.load(into + j).add(Lanes.load(from + j)));
        }
    }

    /** to = a + b. */
    public static void sum(long a, long b, long to, long floats) {
        for (long j = 0; j < floats * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(to + j, Lanes.load(a + j).add(Lanes.load(b + j)));
        }
    }

    /** into *= by. */
    public static void multiply(long into, long by, long floats) {
        for (long j = 0; j < floats * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(into + j, Lanes.load(into + j).mul(Lanes.load(by + j)));
        }
    }

    /** to = factor · from. */
    public static void scale(long from, float factor, long to, long floats) {
        FloatVector factors = Lanes.fill(factor);
        for (long j = 0; j < floats * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(to + j, Lanes.load(from + j).mul(factors));
        }
    }

    /** Euclidean norm in float64, from first to last. */
    public static double norm(long address, long floats) {
        double sum = 0;
        for (long j = 0; j < floats * Float.BYTES; j += Float.BYTES) {
            double number = Lanes.get(address + j);
            sum += number * number;
        }
        return Math.sqrt(sum);
    }
}
