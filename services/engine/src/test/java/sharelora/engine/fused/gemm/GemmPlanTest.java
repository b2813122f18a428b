package sharelora.engine.fused.gemm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.memory.Matrix;

class GemmPlanTest {

    private final Memory memory = new Memory();

    @AfterEach
    void close() {
        memory.close();
    }

    @ParameterizedTest(name = "{0} × {2} × {1}")
    @CsvSource({"1,1,1", "7,16,5", "8,8,3", "5,24,16", "11,31,200", "4,13,1", "64,64,32", "9,7,97"})
    void setsAndAddsAnySize(int rows, int columns, int depth) {
        // Given
        float[][] a = Memory.random(rows, depth, 1);
        float[][] b = Memory.random(depth, columns, 2);
        Matrix left = memory.of(a);
        Matrix right = memory.of(b);
        Matrix c = memory.matrix(rows, columns);
        GemmPlan product = GemmPlan.of(rows, columns, depth, left.stride(), right.stride(), c.stride());
        // When
        product.set(left.address(), right.address(), c.address());
        product.add(left.address(), right.address(), c.address());
        // Then
        assertThat(c).satisfies(matrix -> isTwice(matrix, Memory.product(a, b)));
    }

    @Test
    void readsATransposedMatrixInBlocksOfDepth() {
        // Given
        float[][] a = Memory.random(300, 9, 3);
        float[][] b = Memory.random(300, 21, 4);
        Matrix left = memory.of(a);
        Matrix right = memory.of(b);
        Matrix c = memory.of(new float[9][21]);
        GemmPlan product = GemmPlan.transposed(9, 21, 300, left.stride(), right.stride(), c.stride());
        // When
        product.addDeep(left.address(), right.address(), c.address());
        product.addDeep(left.address(), right.address(), c.address());
        // Then
        isTwice(c, Memory.product(Memory.transposed(a), b));
    }

    @Test
    void writesNothingBesideItsColumns() {
        // Given
        Matrix a = memory.of(Memory.random(10, 6, 5));
        Matrix b = memory.of(Memory.random(6, 12, 6));
        float[][] before = Memory.random(10, 40, 7);
        Matrix c = memory.of(before);
        GemmPlan product = GemmPlan.of(10, 12, 6, a.stride(), b.stride(), c.stride());
        // When
        product.set(a.address(), b.address(), c.address() + 11L * Float.BYTES);
        // Then
        float[][] after = Memory.rows(c);
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 40; j++) {
                assertThat(after[i][j] == before[i][j]).as("[%d, %d]", i, j).isEqualTo(j < 11 || j >= 23);
            }
        }
    }

    private static void isTwice(Matrix actual, double[][] expected) {
        float[][] rows = Memory.rows(actual);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertThat((double) rows[i][j]).as("[%d, %d]", i, j).isCloseTo(2 * expected[i][j], within(1e-4));
            }
        }
    }
}
