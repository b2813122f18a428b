package sharelora.engine.reference;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights as whole numbers of eight bits with a factor for each output, symmetric by row maximum. Products are summed up
 * in float64, where whole numbers of this size stay exact; backward takes the same whole numbers.
 *
 * @param whole [out, in] in float64
 * @param factors one for each output
 * @param bias one for each output
 * @param outliers size beyond which an input stays float32, row by row; 0: none does
 */
record Int8Matrix(INDArray whole, float[] factors, float[] bias, float outliers) implements ReferenceMatrix {

    /** Largest whole number of an activation or gradient. */
    private static final int LIMIT = 127;

    /**
     * Rounds the weights once.
     *
     * @param weights [out, in]
     * @param limit of a weight's whole number
     */
    static Int8Matrix of(float[][] weights, float[] bias, int limit, float outliers) {
        Rounded rounded = Rounded.of(weights, limit);
        return new Int8Matrix(Nd4j.create(rounded.whole()), rounded.factors(), bias, outliers);
    }

    /** A new table [V, D] of the numbers that rounding by the rows' largest ones leaves. */
    static INDArray restored(INDArray table, int limit) {
        Rounded rounded = Rounded.of(table.toFloatMatrix(), limit);
        float[][] rows = new float[rounded.whole().length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[rounded.whole()[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = rounded.factors()[i] * (float) rounded.whole()[i][j];
            }
        }
        return array(rows, table.dataType());
    }

    @Override
    public int in() {
        return whole.columns();
    }

    @Override
    public int out() {
        return whole.rows();
    }

    @Override
    public INDArray forward(INDArray x) {
        float[][] inputs = x.toFloatMatrix();
        Rounded rows = Rounded.of(withoutOutliers(inputs), LIMIT);
        float[][] y = new float[x.rows()][];
        try (INDArray numbers = Nd4j.create(rows.whole());
                INDArray sums = Product.ofTransposed(numbers, whole)) { // [N, out]
            for (int i = 0; i < y.length; i++) {
                y[i] = restored(sums.getRow(i).toFloatVector(), rows.factors()[i]);
                addOutliers(inputs[i], y[i]);
            }
        }
        return array(y, x.dataType());
    }

    private boolean isOutlier(float x) {
        return outliers > 0 && Math.abs(x) > outliers;
    }

    private float[][] withoutOutliers(float[][] inputs) {
        float[][] rest = new float[inputs.length][];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = inputs[i].clone();
            for (int j = 0; j < rest[i].length; j++) {
                rest[i][j] = isOutlier(rest[i][j]) ? 0 : rest[i][j];
            }
        }
        return rest;
    }

    private void addOutliers(float[] inputs, float[] y) {
        for (int j = 0; j < inputs.length; j++) {
            for (int o = 0; isOutlier(inputs[j]) && o < y.length; o++) {
                y[o] = Math.fma((float) whole.getDouble(o, j), factors[o] * inputs[j], y[o]);
            }
        }
    }

    private float[] restored(float[] sums, float factor) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] = Math.fma(sums[j], factors[j] * factor, bias[j]);
        }
        return sums;
    }

    @Override
    public INDArray backward(INDArray dy) {
        float[][] scaled = dy.toFloatMatrix();
        for (float[] row : scaled) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= factors[j];
            }
        }
        Rounded rows = Rounded.of(scaled, LIMIT);
        float[][] dx = new float[scaled.length][];
        try (INDArray numbers = Nd4j.create(rows.whole());
                INDArray sums = Product.of(numbers, whole)) { // [N, in]
            for (int i = 0; i < dx.length; i++) {
                dx[i] = sums.getRow(i).toFloatVector();
                for (int j = 0; j < dx[i].length; j++) {
                    dx[i][j] *= rows.factors()[i];
                }
            }
        }
        return array(dx, dy.dataType());
    }

    private static INDArray array(float[][] rows, DataType type) {
        try (INDArray floats = Nd4j.create(rows)) {
            return floats.castTo(type).dup('c');
        }
    }

    /**
     * Rows as whole numbers and a factor each.
     *
     * @param whole the numbers, in float64
     * @param factors 0 for a row of zeros, NaN for one that is not finite
     */
    private record Rounded(double[][] whole, float[] factors) {

        /** Below this a row is lifted before it is divided, as limit / maximum would be infinite. */
        private static final float TINY = 0x1p-100f;

        private static final float LIFT = 0x1p100f;

        static Rounded of(float[][] rows, int limit) {
            Rounded rounded = new Rounded(new double[rows.length][], new float[rows.length]);
            for (int i = 0; i < rows.length; i++) {
                rounded.round(i, rows[i], limit);
            }
            return rounded;
        }

        private void round(int row, float[] numbers, int limit) {
            float largest = 0;
            for (float number : numbers) {
                largest = Math.max(largest, Math.abs(number)); // NaN wins
            }
            whole[row] = new double[numbers.length];
            if (largest == 0 || !Float.isFinite(largest)) {
                factors[row] = largest == 0 ? 0 : Float.NaN;
                return;
            }
            float lift = largest < TINY ? LIFT : 1;
            float lifted = largest * lift;
            for (int j = 0; j < numbers.length; j++) {
                whole[row][j] = Math.rint(numbers[j] * lift * (limit / lifted)) + 0.0; // whole numbers have no -0
            }
            factors[row] = lifted / limit / lift;
        }
    }
}
