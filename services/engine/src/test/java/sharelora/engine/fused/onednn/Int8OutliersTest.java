package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Precision;

class Int8OutliersTest {

    private static final int IN = 83;
    private static final int OUT = 45;
    private static final int ROWS = 21;
    private static final float THRESHOLD = 6;

    private final float[][] w = Memory.random(OUT, IN, 1);
    private final float[][] bias = Memory.random(1, OUT, 2);
    private final float[][] x = Memory.random(ROWS, IN, 3);
    private Memory memory;
    private OneDnnGemm plain;
    private OneDnnGemm keeping;

    @BeforeEach
    void open() throws IOException {
        memory = new Memory();
        plain = OneDnnGemm.open(Precision.INT8);
        keeping = OneDnnGemm.open(new Arithmetic(Precision.INT8, EnumSet.allOf(Arithmetic.Part.class), THRESHOLD));
    }

    @AfterEach
    void close() {
        plain.close();
        keeping.close();
        memory.close();
    }

    @Test
    void anOutlierCostsTheRestOfItsRowNoPrecision() {
        // Given
        float[][] some = withOutliers();
        double[][] truth = Memory.product(some, Memory.transposed(w));

        // When
        float[][] found = forward(keeping, some);

        // Then: the weights are rounded in both, which is most of what is left
        double rounded = error(forward(plain, some), truth);
        assertThat(error(found, truth)).isLessThan(rounded / 2);
    }

    @Test
    void aRowOfOutliersAloneIsMultipliedInFloat32() {
        // Given
        float[][] large = new float[1][IN];
        Arrays.fill(large[0], 0, 3, -40);
        large[0][IN - 1] = 70;
        float[][] rounded = new float[1][IN];
        double[] expected = new double[OUT];
        for (int o = 0; o < OUT; o++) {
            float top = 0;
            for (float weight : w[o]) {
                top = Math.max(top, Math.abs(weight));
            }
            for (int j = 0; j < IN; j++) {
                rounded[0][j] =
                        (float) (Math.rint(w[o][j] * (keeping.weightLimit() / top)) * (top / keeping.weightLimit()));
                expected[o] += large[0][j] * (double) rounded[0][j];
            }
            expected[o] += bias[0][o];
        }

        // When
        float[][] found = forward(keeping, large);

        // Then
        for (int o = 0; o < OUT; o++) {
            assertThat((double) found[0][o]).isCloseTo(expected[o], within(1e-4));
        }
    }

    @Test
    void aRowHasItsBitsWhateverItsNeighboursAre() {
        // Given
        float[][] some = withOutliers();
        float[][] together = forward(keeping, some);

        // When
        float[][] alone = new float[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            alone[i] = forward(keeping, new float[][] {some[i]})[0];
        }

        // Then
        assertThat(alone).isDeepEqualTo(together);
    }

    @Test
    void rowsWithoutOutliersHaveTheBitsThatTheyHaveWithoutTheSetting() {
        // Given
        float[][] expected = forward(plain, x);

        // When
        float[][] found = forward(keeping, withOutliers());

        // Then: every third row has some
        for (int i = 0; i < ROWS; i++) {
            assertThat(Arrays.equals(found[i], expected[i])).as("row " + i).isEqualTo(i % 3 != 0);
        }
    }

    @Test
    void gradientsAreThoseOfTheWholeNumbers() {
        // Given
        float[][] dy = Memory.random(ROWS, OUT, 4);
        float[][] expected = backward(plain, dy);

        // When
        float[][] found = backward(keeping, dy);

        // Then
        assertThat(found).isDeepEqualTo(expected);
    }

    @Test
    void aRowThatIsNotFiniteStaysSo() {
        // Given
        float[][] strange = {x[0].clone(), x[1].clone(), x[2].clone(), x[3]};
        strange[0][5] = Float.NaN;
        strange[0][6] = 100;
        strange[1][5] = Float.POSITIVE_INFINITY;
        strange[2][5] = 100;

        // When
        float[][] y = forward(keeping, strange);

        // Then
        for (int o = 0; o < OUT; o++) {
            assertThat(Float.isFinite(y[0][o]) || Float.isFinite(y[1][o])).isFalse();
            assertThat(Float.isFinite(y[2][o]) && Float.isFinite(y[3][o])).isTrue();
        }
    }

    private float[][] withOutliers() {
        float[][] some = new float[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            some[i] = x[i].clone();
            if (i % 3 == 0) {
                some[i][i] = 60 + i;
                some[i][IN - 1] = -80;
            }
        }
        return some;
    }

    private float[][] forward(OneDnnGemm gemm, float[][] rows) {
        try (Gemm.Packed packed = gemm.pack(memory.of(w), memory.of(bias))) {
            Matrix y = memory.matrix(rows.length, OUT);
            packed.forward(memory.of(rows), y);
            return Memory.rows(y);
        }
    }

    private float[][] backward(OneDnnGemm gemm, float[][] rows) {
        try (Gemm.Packed packed = gemm.pack(memory.of(w), memory.of(bias))) {
            Matrix dx = memory.matrix(rows.length, IN);
            packed.backward(memory.of(rows), dx, false);
            return Memory.rows(dx);
        }
    }

    private double error(float[][] found, double[][] truth) {
        double sum = 0;
        for (int i = 0; i < ROWS; i += 3) {
            for (int o = 0; o < OUT; o++) {
                sum += Math.abs(found[i][o] - bias[0][o] - truth[i][o]);
            }
        }
        return sum;
    }
}
