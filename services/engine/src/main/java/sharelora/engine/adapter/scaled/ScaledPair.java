package sharelora.engine.adapter.scaled;

import java.util.function.Function;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.parameter.MatrixSpec;

/**
 * The four matrices of a site, y += scale · v ⊙ (B (u ⊙ (A x))).
 *
 * @param a [R, in], or more columns, of which the first count
 * @param u [1, R]
 * @param b [out, R], or more rows, of which the first count
 * @param v [1, out]
 * @param in columns of the projection
 */
public record ScaledPair(MatrixSpec a, MatrixSpec u, MatrixSpec b, MatrixSpec v, int in) {

    int rank() {
        return u.columns();
    }

    int out() {
        return v.columns();
    }

    /** What it comes to as plain LoRA: diag(u) A and diag(v) B. */
    LowRankPair pair(Function<MatrixSpec, float[]> numbers) {
        float[] scaledA = rows(numbers.apply(a), a.columns(), numbers.apply(u), in);
        float[] scaledB = rows(numbers.apply(b), b.columns(), numbers.apply(v), rank());
        return new LowRankPair(in, out(), scaledA, scaledB);
    }

    /** As many rows as there are factors, each times its own; of each row the first columns. */
    private static float[] rows(float[] matrix, int stride, float[] factors, int columns) {
        float[] scaled = new float[factors.length * columns];
        for (int i = 0; i < factors.length; i++) {
            for (int j = 0; j < columns; j++) {
                scaled[i * columns + j] = factors[i] * matrix[i * stride + j];
            }
        }
        return scaled;
    }
}
