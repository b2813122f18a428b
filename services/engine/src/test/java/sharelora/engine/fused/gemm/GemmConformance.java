package sharelora.engine.fused.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.memory.Matrix;

/** What every product with frozen weights has to keep to. */
public abstract class GemmConformance {

    private Gemm gemm;
    private Memory memory;

    protected abstract Gemm open() throws IOException;

    /** What a number becomes before it is multiplied. */
    protected float factor(float number) {
        return number;
    }

    /** x Wᵀ in float64, of what is multiplied. */
    protected double[][] forwardTruth(float[][] x, float[][] w) {
        return Memory.product(factors(x), Memory.transposed(factors(w)));
    }

    /** dy W in float64, of what is multiplied. */
    protected double[][] backwardTruth(float[][] dy, float[][] w) {
        return Memory.product(factors(dy), factors(w));
    }

    private float[][] factors(float[][] rows) {
        float[][] factors = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            factors[i] = rows[i].clone();
            for (int j = 0; j < factors[i].length; j++) {
                factors[i][j] = factor(rows[i][j]);
            }
        }
        return factors;
    }

    @BeforeEach
    void openGemm() throws IOException {
        gemm = open();
        memory = new Memory();
    }

    @AfterEach
    void closeGemm() {
        memory.close();
        gemm.close();
    }

    protected final Gemm gemm() {
        return gemm;
    }

    protected final Memory memory() {
        return memory;
    }

    @ParameterizedTest(name = "{0} rows, {1} to {2}")
    @CsvSource({"1,8,8", "3,13,5", "17,64,48", "513,16,40", "5,1,1"})
    void multipliesForwardAndBackward(int rows, int in, int out) {
        // Given
        float[][] x = Memory.random(rows, in, 1);
        float[][] dy = Memory.random(rows, out, 2);
        float[][] w = Memory.random(out, in, 3);
        float[][] b = Memory.random(1, out, 4);
        Matrix y = memory.matrix(rows, out);
        Matrix dx = memory.matrix(rows, in);
        // When
        try (Gemm.Packed packed = gemm.pack(memory.of(w), memory.of(b))) {
            packed.forward(memory.of(x), y);
            packed.backward(memory.of(dy), dx, false);
            packed.backward(memory.of(dy), dx, true);
        }
        // Then
        double[][] xw = forwardTruth(x, w);
        double[][] dyw = backwardTruth(dy, w);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < out; j++) {
                assertThat((double) Memory.rows(y)[i][j]).isCloseTo(xw[i][j] + b[0][j], within(1e-4));
            }
            for (int j = 0; j < in; j++) {
                assertThat((double) Memory.rows(dx)[i][j]).isCloseTo(2 * dyw[i][j], within(1e-4));
            }
        }
    }

    @Test
    void givesTheSameBitsOnManyThreadsAtOnce() throws Exception {
        // Given
        float[][] x = Memory.random(70, 64, 11);
        try (Gemm.Packed packed = gemm.pack(memory.of(Memory.random(64, 64, 12)), memory.of(Memory.random(1, 64, 13)));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<float[][]>> results = new ArrayList<>();
            // When
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(() -> forwardAndBackward(packed, x)));
            }
            // Then
            float[][] first = results.getFirst().get();
            for (Future<float[][]> result : results) {
                assertThat(result.get()).isDeepEqualTo(first);
            }
        }
    }

    protected static float[][] forward(Gemm.Packed packed, float[][] x) {
        try (Memory own = new Memory()) {
            Matrix y = own.matrix(x.length, packed.out());
            packed.forward(own.of(x), y);
            return Memory.rows(y);
        }
    }

    protected static float[][] backward(Gemm.Packed packed, float[][] dy) {
        try (Memory own = new Memory()) {
            Matrix dx = own.matrix(dy.length, packed.in());
            packed.backward(own.of(dy), dx, false);
            return Memory.rows(dx);
        }
    }

    private static float[][] forwardAndBackward(Gemm.Packed packed, float[][] x) {
        return backward(packed, forward(packed, x));
    }
}
