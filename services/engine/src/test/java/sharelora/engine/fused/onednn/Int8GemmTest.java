package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.ops.Precision;

class Int8GemmTest extends OneDnnConformance {

    @Override
    protected Gemm open() throws IOException {
        return OneDnnGemm.open(Precision.INT8);
    }

    @Override
    protected double[][] forwardTruth(float[][] x, float[][] w) {
        return Memory.product(rounded(x, 127), Memory.transposed(rounded(w, weightLimit())));
    }

    /** The factors of W's outputs go into dy before its rows are rounded, and W is the whole numbers alone. */
    @Override
    protected double[][] backwardTruth(float[][] dy, float[][] w) {
        float[][] whole = w.clone();
        float[][] scaled = new float[dy.length][w.length];
        for (int out = 0; out < w.length; out++) {
            float factor = largest(w[out]) / weightLimit();
            whole[out] = rounded(w[out], weightLimit());
            for (int j = 0; j < whole[out].length; j++) {
                whole[out][j] = Math.round(whole[out][j] / factor);
            }
            for (int i = 0; i < dy.length; i++) {
                scaled[i][out] = dy[i][out] * factor;
            }
        }
        return Memory.product(rounded(scaled, 127), whole);
    }

    private int weightLimit() {
        return ((OneDnnGemm) gemm()).weightLimit();
    }

    private static float[][] rounded(float[][] rows, int limit) {
        float[][] rounded = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            rounded[i] = rounded(rows[i], limit);
        }
        return rounded;
    }

    private static float[] rounded(float[] row, int limit) {
        float[] rounded = new float[row.length];
        float largest = largest(row);
        for (int j = 0; j < row.length; j++) {
            rounded[j] = (float) (Math.rint(row[j] * (limit / largest)) * (largest / limit));
        }
        return rounded;
    }

    private static float largest(float[] row) {
        float largest = 0;
        for (float number : row) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest;
    }

    @Test
    void namesItsPrecision() {
        assertThat(gemm().description()).isEqualTo("oneDNN 3.13.0 in int8");
    }

    @Test
    void rowThatIsNotFiniteBecomesNoNumberAndOthersDoNot() {
        // Given
        float[][] x = {{Float.NaN, 1}, {1, Float.NEGATIVE_INFINITY}, {1, 1}, {0, 0}};
        try (Gemm.Packed packed = gemm().pack(memory().of(new float[][] {{1, 1}}), memory().of(new float[][] {{3}}))) {
            // When
            float[][] y = forward(packed, x);
            // Then
            assertThat(y[0][0]).isNaN();
            assertThat(y[1][0]).isNaN();
            assertThat(y[2][0]).isCloseTo(5, within(1e-6f));
            assertThat(y[3][0]).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0x1p-146f, Float.MIN_VALUE, 0x1p-126f, 0x1p-100f, 0x1p-70f, 0x1p100f})
    void extremeRowsKeepTheirSize(float size) {
        // Given
        float[][] x = {{size, -size, 0, 0}};
        float[][] w = {{1, 0, 0, 0}, {0, 1, 0, 0}, {1, 1, 1, 1}};
        try (Gemm.Packed packed = gemm().pack(memory().of(w), memory().of(new float[][] {{0, 0, 0}}))) {
            // When
            float[][] y = forward(packed, x);
            // Then
            float error = size < 0x1p-120f
                    ? size / 512 + 64 * Float.MIN_VALUE
                    : size / 100_000; // a subnormal factor has few bits
            assertThat(y[0][0]).isCloseTo(size, within(error));
            assertThat(y[0][1]).isCloseTo(-size, within(error));
            assertThat(y[0][2]).isZero();
        }
    }

    /** The largest sums there are: a library that adds up in 16 bits in between would show it here. */
    @ParameterizedTest
    @ValueSource(ints = {64, 384, 1536, 4096})
    void sumsAtTheExtremesAreExact(int in) {
        // Given
        float[][] x = {new float[in], new float[in]};
        float[][] w = {new float[in], new float[in]};
        int limit = weightLimit();
        for (int j = 0; j < in; j++) {
            x[0][j] = 127;
            x[1][j] = j % 2 == 0 ? -127 : 127;
            w[0][j] = limit;
            w[1][j] = j % 2 == 0 ? -limit : limit;
        }
        try (Gemm.Packed packed = gemm().pack(memory().of(w), memory().of(new float[][] {{0, 0}}))) {
            // When
            float[][] y = forward(packed, x);
            // Then
            float most = (float) ((long) in * 127 * limit);
            assertThat(y).isDeepEqualTo(new float[][] {{most, 0}, {0, most}});
        }
    }
}
