package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import sharelora.engine.Engines;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.ops.Precision;

@EnabledIf(value = "unitsAreThere", disabledReason = "this CPU has no units for bfloat16")
class Bfloat16GemmTest extends OneDnnConformance {

    static boolean unitsAreThere() {
        return Engines.cpuFeatures().contains("_bf16");
    }

    @Override
    protected Gemm open() throws IOException {
        return OneDnnGemm.open(Precision.BFLOAT16);
    }

    /** To the nearest number of 8 significant bits, to the even one between two. */
    @Override
    protected float factor(float number) {
        int bits = Float.floatToRawIntBits(number);
        return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
    }

    @Test
    void namesItsPrecision() {
        assertThat(gemm().description()).isEqualTo("oneDNN 3.13.0 in bfloat16");
    }

    @Test
    void keepsWhatIsNoNumber() {
        // Given
        float[][] x = {{Float.NaN, 1}, {Float.POSITIVE_INFINITY, 1}, {1, 1}};
        try (Gemm.Packed packed = gemm().pack(memory().of(new float[][] {{1, 1}}), memory().of(new float[][] {{0}}))) {
            // When
            float[][] y = forward(packed, x);
            // Then
            assertThat(y[0][0]).isNaN();
            assertThat(y[1][0]).isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(y[2][0]).isEqualTo(2);
        }
    }
}
