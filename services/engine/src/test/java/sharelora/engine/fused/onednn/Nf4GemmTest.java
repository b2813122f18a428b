package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.nf4.Nf4;
import sharelora.engine.ops.Precision;

class Nf4GemmTest extends OneDnnConformance {

    @Override
    protected Gemm open() throws IOException {
        return OneDnnGemm.open(Precision.NF4);
    }

    @Override
    protected double[][] forwardTruth(float[][] x, float[][] w) {
        return Memory.product(x, Memory.transposed(rounded(w)));
    }

    @Override
    protected double[][] backwardTruth(float[][] dy, float[][] w) {
        return Memory.product(dy, rounded(w));
    }

    private static Weight weight(float[][] rows) {
        float[] numbers = new float[rows.length * rows[0].length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return Weight.of("w", new int[] {rows.length, rows[0].length}, numbers);
    }

    private static float[][] rounded(float[][] rows) {
        Weight back = Nf4.rounded(weight(rows));
        float[][] rounded = new float[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rounded[i].length; j++) {
                rounded[i][j] = back.get((long) i * rounded[i].length + j);
            }
        }
        return rounded;
    }

    @Test
    void namesItsPrecision() {
        assertThat(gemm().description()).isEqualTo("oneDNN 3.13.0 in nf4");
    }

    @Test
    void multipliesProjectionsThatLieInSeveralPanels() {
        // Given: of 1000 inputs a panel takes 1024 outputs, of 1300 outputs 768 inputs
        int in = 1000;
        float[][] first = Memory.random(900, in, 1);
        float[][] second = Memory.random(400, in, 2);
        float[][] x = Memory.random(2, in, 3);
        float[][] dy = Memory.random(2, 1300, 4);
        float[][] both = new float[1300][];
        System.arraycopy(rounded(first), 0, both, 0, 900);
        System.arraycopy(rounded(second), 0, both, 900, 400);
        try (Gemm.Packed packed =
                gemm().pack(List.of(weight(first), weight(second)), memory().of(Memory.random(1, 1300, 5)))) {
            // When
            float[][] y = forward(packed, x);
            float[][] dx = backward(packed, dy);
            // Then
            double[][] expected = Memory.product(x, Memory.transposed(both));
            float[] bias = Memory.random(1, 1300, 5)[0];
            double[][] gradient = Memory.product(dy, both);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 1300; j++) {
                    assertThat((double) y[i][j]).isCloseTo(expected[i][j] + bias[j], within(1e-3));
                }
                for (int j = 0; j < in; j++) {
                    assertThat((double) dx[i][j]).isCloseTo(gradient[i][j], within(1e-3));
                }
            }
        }
    }
}
