package sharelora.engine.parameter;

import sharelora.engine.ops.Dropout;

/**
 * What a matrix holds before the first update. A method that starts its matrices in another way keeps that way in a
 * constant, so that two declarations of one shared matrix are equal.
 */
@FunctionalInterface
public interface Initialization {

    /** Zeros, so that at first the adapter adds nothing. */
    Initialization ZERO = (matrix, seed) -> new float[matrix.rows() * matrix.columns()];

    /** Uniform in ±1/√columns: what {@code kaiming_uniform_(a=√5)} of PyTorch and PEFT comes down to. */
    Initialization KAIMING_UNIFORM = (matrix, seed) -> {
        long key = RandomKey.of(seed, "start " + matrix.name());
        double bound = 1 / Math.sqrt(matrix.columns());
        float[] numbers = new float[matrix.rows() * matrix.columns()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (bound * (2.0 * Dropout.uniform(key, 0, numbers.length, i) - 1));
        }
        return numbers;
    };

    /** Numbers [rows · columns]; they depend on seed, name and size alone. */
    float[] numbers(MatrixSpec matrix, long seed);
}
