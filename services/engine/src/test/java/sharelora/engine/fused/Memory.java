package sharelora.engine.fused;

import java.util.Random;
import sharelora.engine.fused.memory.Arena;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;

/** Matrices for kernel tests, filled and read as plain arrays. */
public final class Memory implements AutoCloseable {

    private final Arena arena = new Arena();

    public Matrix matrix(int rows, int columns) {
        return arena.matrix(rows, columns);
    }

    public Matrix of(float[][] values) {
        Matrix matrix = arena.matrix(values.length, values[0].length);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                Lanes.set(matrix.row(i) + (long) j * Float.BYTES, values[i][j]);
            }
        }
        return matrix;
    }

    public static float[][] random(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    public static float[][] rows(Matrix matrix) {
        float[] all = matrix.toArray();
        float[][] rows = new float[matrix.rows()][matrix.columns()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * matrix.columns(), rows[i], 0, matrix.columns());
        }
        return rows;
    }

    public static float[][] transposed(float[][] values) {
        float[][] turned = new float[values[0].length][values.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                turned[j][i] = values[i][j];
            }
        }
        return turned;
    }

    /** a b in float64. */
    public static double[][] product(float[][] a, float[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += (double) a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    @Override
    public void close() {
        arena.close();
    }
}
