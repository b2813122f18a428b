package sharelora.engine.fused.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.gemm.GemmConformance;

/** What oneDNN's products keep to beyond others', in any precision. */
abstract class OneDnnConformance extends GemmConformance {

    private static final int MANY = 1100;

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
