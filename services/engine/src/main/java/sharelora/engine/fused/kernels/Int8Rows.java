package sharelora.engine.fused.kernels;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Rows;

/**
 * Rows of float32 as whole numbers of eight bits and one factor, and back: q = round(x / s) with s = max |x| / limit, to
 * the nearest and to even between two (symmetric quantisation by row maximum, as in LLM.int8, arXiv 2208.07339). A row of
 * zeros has the factor 0; a row with a number that is not finite has the factor NaN, and so becomes NaN again.
 */
public final class Int8Rows {

    /** Largest whole number of an activation or gradient. */
    public static final int LIMIT = 127;

    /** Below this a row is lifted before it is divided: limit / maximum would be infinite for subnormal maxima. */
    private static final float TINY = 0x1p-100f;

    private static final float LIFT = 0x1p100f;

    /** 1.5 · 2^23: what is added to it is rounded to a whole number, the last bits of the sum. */
    private static final float MAGIC = 0x1.8p23f;

    private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);

    private Int8Rows() {}

    /**
     * Quantises one row.
     *
     * @param x the row, {@code pitch} floats
     * @param q gets {@code pitch} bytes
     * @param limit of the whole numbers, at most 127
     * @return the factor s
     */
    public static float quantise(long x, long q, int pitch, int limit) {
        float largest = largest(x, pitch);
        if (largest == 0 || !Float.isFinite(largest)) {
            clear(q, pitch);
            return largest == 0 ? 0 : Float.NaN;
        }
        float lift = largest < TINY ? LIFT : 1;
        float lifted = largest * lift;
        round(x, q, pitch, lift, limit / lifted);
        return lifted / limit / lift;
    }

    /**
     * Quantises one row times a factor for each of its columns.
     *
     * @param x the row, {@code pitch} floats; it gets the products
     * @param columns the factors, {@code pitch} floats
     */
    public static float quantiseScaled(long x, long columns, long q, int pitch, int limit) {
        Rows.multiply(x, columns, pitch);
        return quantise(x, q, pitch, limit);
    }

    /** The largest size of a row's numbers; NaN where one of them is. */
    public static float largest(long x, int pitch) {
        FloatVector top = Lanes.load(x).abs();
        for (int j = Lanes.COUNT; j < pitch; j += Lanes.COUNT) {
            top = top.max(Lanes.load(x + (long) j * Float.BYTES).abs());
        }
        return Lanes.max(top);
    }

    private static void round(long x, long q, int pitch, float lift, float factor) {
        FloatVector lifts = Lanes.fill(lift);
        FloatVector factors = Lanes.fill(factor);
        FloatVector magic = Lanes.fill(MAGIC);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            FloatVector scaled =
                    Lanes.load(x + (long) j * Float.BYTES).mul(lifts).mul(factors);
            IntVector whole = scaled.add(magic).reinterpretAsInts().sub(MAGIC_BITS);
            ByteVector bytes = (ByteVector) whole.convertShape(VectorOperators.I2B, ByteVector.SPECIES_64, 0);
            bytes.intoMemorySegment(Lanes.MEMORY, q + j, Lanes.ORDER);
        }
    }

    private static void clear(long q, int pitch) {
        for (int j = 0; j < pitch; j += Long.BYTES) {
            Lanes.MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, q + j, 0);
        }
    }

    /**
     * y = s · columns · sums + bias, where y may lie on the sums.
     *
     * @param sums a row of {@code pitch} int32
     * @param columns the weights' factors, {@code pitch} floats
     * @param bias {@code pitch} floats
     */
    public static void restore(long sums, float s, long columns, long bias, long y, int pitch) {
        FloatVector factor = Lanes.fill(s);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector factors = Lanes.load(columns + at).mul(factor);
            Lanes.store(y + at, whole(sums + at).fma(factors, Lanes.load(bias + at)));
        }
    }

    /** y = s · sums, where y may lie on the sums. */
    public static void restore(long sums, float s, long y, int pitch) {
        FloatVector factor = Lanes.fill(s);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            Lanes.store(y + at, whole(sums + at).mul(factor));
        }
    }

    /** y += s · sums. */
    public static void addRestored(long sums, float s, long y, int pitch) {
        FloatVector factor = Lanes.fill(s);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            Lanes.store(y + at, whole(sums + at).fma(factor, Lanes.load(y + at)));
        }
    }

    /** y = s · q, a row of whole numbers as it was before it was rounded. */
    public static void restoreWhole(long q, float s, long y, int pitch) {
        FloatVector factor = Lanes.fill(s);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            Lanes.store(y + (long) j * Float.BYTES, bytes(q + j).mul(factor));
        }
    }

    /** y += x · columns · q: one input with its column of the weights. */
    public static void addColumn(long q, float x, long columns, long y, int pitch) {
        FloatVector input = Lanes.fill(x);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector factors = Lanes.load(columns + at).mul(input);
            Lanes.store(y + at, bytes(q + j).fma(factors, Lanes.load(y + at)));
        }
    }

    /** Copies a row, with zeros for numbers whose size is beyond the threshold. NaN stays. */
    public static void clearBeyond(long x, float threshold, long copy, int pitch) {
        FloatVector zero = Lanes.zero();
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector numbers = Lanes.load(x + at);
            Lanes.store(copy + at, numbers.blend(zero, numbers.abs().compare(VectorOperators.GT, threshold)));
        }
    }

    /** Copies bytes [rows, columns] to [columns, rows]. */
    public static void transpose(long from, int fromPitch, long to, int toPitch, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                byte number = Lanes.MEMORY.get(ValueLayout.JAVA_BYTE, from + (long) i * fromPitch + j);
                Lanes.MEMORY.set(ValueLayout.JAVA_BYTE, to + (long) j * toPitch + i, number);
            }
        }
    }

    private static FloatVector bytes(long q) {
        ByteVector bytes = ByteVector.fromMemorySegment(ByteVector.SPECIES_64, Lanes.MEMORY, q, Lanes.ORDER);
        return (FloatVector) bytes.convertShape(VectorOperators.B2F, Lanes.SPECIES, 0);
    }

    private static FloatVector whole(long sums) {
        return (FloatVector) Lanes.load(sums).reinterpretAsInts().convert(VectorOperators.I2F, 0);
    }
}
