package sharelora.engine.parameter;

import java.util.Arrays;

/** One number everywhere. */
public record Filled(float number) implements Initialization {

    /** Vectors that scale something begin with it: at first nothing is scaled. */
    public static final Filled ONE = new Filled(1);

    @Override
    public float[] numbers(MatrixSpec matrix, long seed) {
        float[] numbers = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
        Arrays.fill(numbers, number);
        return numbers;
    }
}
