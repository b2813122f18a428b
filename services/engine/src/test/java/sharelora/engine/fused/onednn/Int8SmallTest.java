package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;

/** Int8 with the weights once: what holds of both packings holds of it too, with the same bits. */
class Int8SmallTest extends Int8GemmTest {

    @Override
    protected Gemm open() throws IOException {
        return OneDnnGemm.open(Arithmetic.of(Precision.INT8).in(BaseMemory.SMALL));
    }

    @ParameterizedTest(name = "{0} rows, {1} to {2}")
    @CsvSource({"1,64,64", "3,13,5", "513,16,40", "17,4100,1100"})
    void givesTheBitsOfBothPackings(int rows, int in, int out) throws IOException {
        // Given
        float[][] w = Memory.random(out, in, 1);
        float[][] b = Memory.random(1, out, 2);
        Matrix x = memory().of(Memory.random(rows, in, 3));
        Matrix dy = memory().of(Memory.random(rows, out, 4));
        Matrix y = memory().matrix(rows, out);
        Matrix dx = memory().matrix(rows, in);
        Matrix expectedY = memory().matrix(rows, out);
        Matrix expectedDx = memory().matrix(rows, in);
        try (Gemm both = OneDnnGemm.open(Precision.INT8);
                Gemm.Packed packed = both.pack(memory().of(w), memory().of(b));
                Gemm.Packed small = gemm().pack(memory().of(w), memory().of(b))) {
            products(packed, x, dy, expectedY, expectedDx);
            // When
            products(small, x, dy, y, dx);
        }
        // Then
        assertThat(y.toArray()).isEqualTo(expectedY.toArray());
        assertThat(dx.toArray()).isEqualTo(expectedDx.toArray());
    }

    /** Backward twice: once set, once added. */
    private static void products(Gemm.Packed packed, Matrix x, Matrix dy, Matrix y, Matrix dx) {
        packed.forward(x, y);
        packed.backward(dy, dx, false);
        packed.backward(dy, dx, true);
    }
}
