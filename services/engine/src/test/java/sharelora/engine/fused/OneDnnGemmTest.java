package sharelora.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the only platform whose oneDNN we bring")
class OneDnnGemmTest extends GemmConformance {

    private static final int MANY = 1100;

    @Override
    Gemm open() throws IOException {
        return OneDnnGemm.open();
    }

    @Test
    void namesTheLibraryItRunsOn() throws IOException {
        try (Gemm gemm = OneDnnGemm.open()) {
            assertThat(gemm.description()).isEqualTo("oneDNN 3.13.0");
        }
    }

    @Test
    void saysWhatIsMissingOnAnotherPlatform() {
        assertThatThrownBy(() -> OneDnn.load("solaris-sparc"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("solaris-sparc/libgomp.so.1");
    }

    @Test
    void aRowsBitsDoNotDependOnTheOtherRows() {
        float[][] x = Memory.random(MANY, 96, 5);
        try (Gemm.Packed packed =
                gemm().pack(memory().of(Memory.random(80, 96, 6)), memory().of(Memory.random(1, 80, 7)))) {
            float[][] all = forward(packed, x);
            for (int rows : rowCounts()) {
                int first = (rows * 7) % (MANY - rows + 1);
                assertThat(forward(packed, slice(x, first, rows)))
                        .as("%d rows", rows)
                        .isDeepEqualTo(slice(all, first, rows));
            }
        }
    }

    @Test
    void aRowsGradientDoesNotDependOnTheOtherRows() {
        float[][] dy = Memory.random(MANY, 80, 8);
        try (Gemm.Packed packed =
                gemm().pack(memory().of(Memory.random(80, 96, 9)), memory().of(Memory.random(1, 80, 1)))) {
            float[][] all = backward(packed, dy);
            for (int rows : rowCounts()) {
                int first = (rows * 5) % (MANY - rows + 1);
                assertThat(backward(packed, slice(dy, first, rows)))
                        .as("%d rows", rows)
                        .isDeepEqualTo(slice(all, first, rows));
            }
        }
    }

    private static List<Integer> rowCounts() {
        List<Integer> counts = new ArrayList<>();
        for (int rows = 1; rows <= 40; rows++) {
            counts.add(rows);
        }
        counts.addAll(List.of(64, 100, 255, 511, 512, 513, 700, 1024));
        return counts;
    }

    private static float[][] slice(float[][] rows, int first, int count) {
        float[][] slice = new float[count][];
        System.arraycopy(rows, first, slice, 0, count);
        return slice;
    }
}
