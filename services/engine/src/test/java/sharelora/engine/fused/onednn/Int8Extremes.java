package sharelora.engine.fused.onednn;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import sharelora.engine.fused.Memory;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Precision;

/** A program that multiplies whole numbers as large as they get, for a process that may not use all of its CPU's units. */
final class Int8Extremes {

    static final String EXACT = "all sums are exact";

    private static final int ROWS = 33;

    private Int8Extremes() {}

    /** Prints {@link #EXACT}, or the first sum that is not. */
    public static void main(String[] arguments) throws IOException {
        try (OneDnnGemm gemm = OneDnnGemm.open(Precision.INT8)) {
            for (int in : new int[] {64, 384, 1536}) {
                check(gemm, in, 96);
            }
        }
        System.out.println(EXACT);
    }

    private static void check(OneDnnGemm gemm, int in, int out) {
        float[][] x = extremes(ROWS, in, 127, 1);
        float[][] w = extremes(out, in, gemm.weightLimit(), 2);
        float[][] dy = extremes(ROWS, out, 127, 3);
        try (Memory memory = new Memory();
                Gemm.Packed packed = gemm.pack(memory.of(w), memory.of(new float[1][out]))) {
            Matrix y = memory.matrix(ROWS, out);
            Matrix dx = memory.matrix(ROWS, in);
            packed.forward(memory.of(x), y);
            packed.backward(memory.of(dy), dx, false);
            requireExact("forward", Memory.rows(y), Memory.product(x, Memory.transposed(w)));
            requireExact("backward", Memory.rows(dx), Memory.product(dy, w));
        }
    }

    /** Every number at one of its two ends, all rows alike in half of them. */
    private static float[][] extremes(int rows, int columns, int limit, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[i][j] = i % 2 == 0 || random.nextBoolean() ? limit : -limit;
            }
        }
        return values;
    }

    private static void requireExact(String direction, float[][] found, double[][] expected) {
        for (int i = 0; i < found.length; i++) {
            for (int j = 0; j < found[i].length; j++) {
                if (found[i][j] != (float) expected[i][j]) {
                    throw new IllegalStateException(direction + " [" + i + ", " + j + "] is " + found[i][j]
                            + ", expected " + expected[i][j] + " in " + Arrays.toString(found[i]));
                }
            }
        }
    }
}
