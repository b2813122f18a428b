package sharelora.engine.nf4;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import sharelora.engine.format.safetensors.Weight;

/**
 * A matrix in NormalFloat 4: each number is one of 16 between -1 and 1, times the scale of its block of 64 numbers, which
 * run through the matrix row by row. As bitsandbytes has it, a code is the number of midpoints between neighbours that lie
 * below x / scale.
 */
public final class Nf4 {

    private static final int BLOCK = 64;

    /** Blocks are not divided by less. */
    private static final float LEAST = 1e-38f;

    /** Quantiles of the standard normal distribution, as bitsandbytes has them. */
    private static final float[] VALUES = {
        -1.0f,
        -0.6961928f,
        -0.52507305f,
        -0.3949175f,
        -0.28444138f,
        -0.18477343f,
        -0.091050036f,
        0.0f,
        0.0795803f,
        0.1609302f,
        0.2461123f,
        0.33791524f,
        0.44070983f,
        0.562617f,
        0.72295684f,
        1.0f
    };

    private static final float[] MIDPOINTS = midpoints();

    private final int columns;
    private final MemorySegment codes;
    private final Nf4Scales scales;

    private Nf4(int columns, MemorySegment codes, Nf4Scales scales) {
        this.columns = columns;
        this.codes = codes;
        this.scales = scales;
    }

    private static float[] midpoints() {
        float[] midpoints = new float[VALUES.length - 1];
        for (int i = 0; i < midpoints.length; i++) {
            midpoints[i] = (VALUES[i] + VALUES[i + 1]) / 2;
        }
        return midpoints;
    }

    /** Bytes that a matrix of so many numbers takes. */
    public static long bytes(long numbers) {
        long blocks = Math.ceilDiv(numbers, BLOCK);
        return Math.ceilDiv(numbers, 2) + blocks + Math.ceilDiv(blocks, Nf4Scales.GROUP) * Float.BYTES;
    }

    /** Bytes of the codes of so many numbers, two a byte. */
    public static long codeBytes(long numbers) {
        return Math.ceilDiv(numbers, 2);
    }

    /**
     * Rounds a matrix.
     *
     * @param weight [rows, columns], finite
     * @param codes gets {@link #codeBytes} bytes, the earlier number of two in the higher half
     */
    public static Nf4 of(Weight weight, MemorySegment codes) {
        int size = weight.size();
        float[] largest = new float[Math.ceilDiv(size, BLOCK)];
        for (int block = 0; block < largest.length; block++) {
            int from = block * BLOCK;
            int to = Math.min(from + BLOCK, size);
            largest[block] = largest(weight, from, to);
            round(weight, from, to, largest[block], codes);
        }
        return new Nf4(weight.shape()[1], codes, Nf4Scales.of(largest));
    }

    /** The matrix that comes back from its codes. */
    public static Weight rounded(Weight weight) {
        int rows = weight.shape()[0];
        int columns = weight.shape()[1];
        Nf4 codes = of(weight, MemorySegment.ofArray(new byte[Math.toIntExact(codeBytes(weight.size()))]));
        float[] numbers = new float[weight.size()];
        for (int i = 0; i < rows; i++) {
            codes.restore(i, 0, columns, MemorySegment.ofArray(numbers), (long) i * columns * Float.BYTES);
        }
        return Weight.of(weight.name(), weight.shape(), numbers);
    }

    private static float largest(Weight weight, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(weight.get(i)));
        }
        return to - from < BLOCK ? Math.max(largest, LEAST) : largest;
    }

    /** A last block of fewer than 64 numbers is divided, others are multiplied with the inverse, as bitsandbytes does. */
    private static void round(Weight weight, int from, int to, float largest, MemorySegment codes) {
        float inverse = 1 / Math.max(largest, LEAST);
        boolean whole = to - from == BLOCK;
        for (int i = from; i < to; i += 2) {
            float first = weight.get(i);
            float second = i + 1 < to ? weight.get(i + 1L) : 0;
            int high = code(whole ? first * inverse : first / largest);
            int low = code(whole ? second * inverse : second / largest);
            codes.set(ValueLayout.JAVA_BYTE, i / 2, (byte) (high << 4 | low));
        }
    }

    private static int code(float x) {
        int code = 0;
        for (int step = 8; step > 0; step /= 2) {
            if (x > MIDPOINTS[code + step - 1]) {
                code += step;
            }
        }
        return code;
    }

    /**
     * Restores a part of a row.
     *
     * @param to gets {@code count} float32, with the machine's order of bytes
     * @param at byte of the first one there
     */
    public void restore(int row, int column, int count, MemorySegment to, long at) {
        int index = Math.addExact(Math.multiplyExact(row, columns), column);
        int end = index + count;
        long place = at;
        while (index < end) {
            int block = index / BLOCK;
            int stop = Math.min(end, (block + 1) * BLOCK);
            float scale = scales.scale(block);
            for (; index < stop; index++) {
                int pair = codes.get(ValueLayout.JAVA_BYTE, index / 2);
                float value = VALUES[(index & 1) == 0 ? pair >> 4 & 0xF : pair & 0xF];
                to.set(ValueLayout.JAVA_FLOAT_UNALIGNED, place, value * scale);
                place += Float.BYTES;
            }
        }
    }

    Nf4Scales scales() {
        return scales;
    }
}
