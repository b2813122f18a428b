package sharelora.engine.parameter;

/**
 * Rows of length 1 in directions of their own, uniform over all directions. A row depends on seed, name, its index and the
 * columns alone, so one that is appended later is the one that it would have been.
 */
public final class UnitRows implements Initialization {

    /** The only one. */
    public static final UnitRows START = new UnitRows();

    private UnitRows() {}

    @Override
    public float[] numbers(MatrixSpec matrix, long seed) {
        int columns = matrix.columns();
        float[] numbers = new float[Math.multiplyExact(matrix.rows(), columns)];
        double[] row = new double[columns];
        for (int i = 0; i < matrix.rows(); i++) {
            long key = RandomKey.of(seed, "start " + matrix.name(), i);
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                row[j] = Normal.at(key, j);
                sum += row[j] * row[j];
            }
            double length = StrictMath.sqrt(sum);
            for (int j = 0; j < columns; j++) {
                numbers[i * columns + j] = (float) (row[j] / length);
            }
        }
        return numbers;
    }
}
