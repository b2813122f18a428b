package sharelora.engine.adapter.lor2c;

/**
 * The singular values of a product B A, whose sum is its nuclear norm. In float64 and in one order, so that equal numbers
 * have an equal sum on every machine.
 */
final class SingularValues {

    private static final double ORTHOGONAL = 1e-14;
    private static final int MOST_SWEEPS = 60;

    private SingularValues() {}

    /**
     * Their sum.
     *
     * @param b [out, R], row-major
     * @param a [R, in], row-major
     */
    static double sum(float[] b, float[] a, int rank) {
        // A = L Q with orthonormal rows of Q, so B A has the singular values of the columns of B L.
        double[][] lower = lower(a, rank);
        int out = b.length / rank;
        double[][] columns = new double[rank][out];
        for (int i = 0; i < rank; i++) {
            for (int row = 0; row < out; row++) {
                double sum = 0;
                for (int k = i; k < rank; k++) {
                    sum += b[row * rank + k] * lower[k][i];
                }
                columns[i][row] = sum;
            }
        }
        turnApart(columns);
        double sum = 0;
        for (double[] column : columns) {
            sum += Math.sqrt(dot(column, column));
        }
        return sum;
    }

    /** L of A = L Q, row by row, by the modified Gram-Schmidt process. */
    private static double[][] lower(float[] a, int rank) {
        int in = a.length / rank;
        double[][] rows = new double[rank][in];
        double[][] lower = new double[rank][rank];
        for (int i = 0; i < rank; i++) {
            double[] row = rows[i];
            for (int j = 0; j < in; j++) {
                row[j] = a[i * in + j];
            }
            for (int k = 0; k < i; k++) {
                double along = dot(row, rows[k]);
                lower[i][k] = along;
                for (int j = 0; j < in; j++) {
                    row[j] -= along * rows[k][j];
                }
            }
            double length = Math.sqrt(dot(row, row));
            lower[i][i] = length;
            for (int j = 0; j < in; j++) {
                row[j] = length > 0 ? row[j] / length : 0;
            }
        }
        return lower;
    }

    /** One-sided Jacobi: turns pairs of columns until all are orthogonal; their lengths are the singular values. */
    private static void turnApart(double[][] columns) {
        boolean turned = true;
        for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
            turned = false;
            for (int i = 0; i < columns.length; i++) {
                for (int j = i + 1; j < columns.length; j++) {
                    turned |= turn(columns[i], columns[j]);
                }
            }
        }
    }

    private static boolean turn(double[] x, double[] y) {
        double xx = dot(x, x);
        double yy = dot(y, y);
        double xy = dot(x, y);
        if (Math.abs(xy) <= ORTHOGONAL * Math.sqrt(xx) * Math.sqrt(yy)) {
            return false;
        }
        double zeta = (yy - xx) / (2 * xy);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        double sine = cosine * tangent;
        for (int row = 0; row < x.length; row++) {
            double turned = cosine * x[row] - sine * y[row];
            y[row] = sine * x[row] + cosine * y[row];
            x[row] = turned;
        }
        return true;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
