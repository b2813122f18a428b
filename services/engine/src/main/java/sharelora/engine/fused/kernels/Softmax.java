package sharelora.engine.fused.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import sharelora.engine.fused.gemm.AttentionBand;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Dropout;

/**
 * Softmax and dropout of a {@link AttentionBand} of one head's scores, row by row. A probability that is dropped keeps its size and
 * gets a minus sign: the mask of backward without memory of its own.
 */
public final class Softmax {

    private Softmax() {}

    /** p: scores in, probabilities of {@code scale} · scores out, zeros where a row sees no token. */
    public static void forward(long p, AttentionBand band, float scale) {
        for (int i = 0; i < band.rows(); i++) {
            row(p + i * band.stride(), band.seen(i), band.pitch(), scale);
        }
    }

    /** The first {@code columns} scores become probabilities, the others zero. */
    public static void row(long p, int columns, int pitch, float scale) {
        for (int j = columns; j < pitch; j++) {
            Lanes.set(p + (long) j * Float.BYTES, Float.NEGATIVE_INFINITY);
        }
        float top = largest(p, pitch) * scale;
        FloatVector share = Lanes.fill(1 / exponentials(p, pitch, scale, top));
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = p + (long) j * Float.BYTES;
            Lanes.store(at, Lanes.load(at).mul(share));
        }
        Rows.clearPadding(p, columns, pitch);
    }

    public static float largest(long p, int pitch) {
        FloatVector top = Lanes.load(p);
        for (int j = Lanes.COUNT; j < pitch; j += Lanes.COUNT) {
            top = top.max(Lanes.load(p + (long) j * Float.BYTES));
        }
        return Lanes.max(top);
    }

    /** p becomes exp(scale · p - top). @return their sum, in which padding vanishes: exp(-87) beside 1 */
    public static float exponentials(long p, int pitch, float scale, float top) {
        FloatVector sum = Lanes.zero();
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = p + (long) j * Float.BYTES;
            FloatVector e = Exponential.of(Lanes.load(at).fma(Lanes.fill(scale), Lanes.fill(-top)));
            Lanes.store(at, e);
            sum = sum.add(e);
        }
        return Lanes.sum(sum);
    }

    /**
     * Marks what is dropped.
     *
     * @param origin where the sequence's first query is in the whole batch
     * @param columns of all heads, as dropout counts them
     * @param first of them that is this head's
     */
    public static void mark(long p, AttentionBand band, Dropout dropout, long origin, int columns, int first) {
        for (int i = 0; i < band.rows(); i++) {
            long row = origin + band.first() + i;
            for (int j = 0; j < band.seen(i); j++) {
                int column = first + j;
                if (Dropout.uniform(dropout.key(), row, columns, column) < dropout.probability()) {
                    long at = p + i * band.stride() + (long) j * Float.BYTES;
                    Lanes.set(at, -Lanes.get(at));
                }
            }
        }
    }

    /** kept = p times dropout's factors. */
    public static void drop(long p, AttentionBand band, long kept, float factor) {
        FloatVector factors = Lanes.fill(factor);
        for (long j = 0; j < band.floats() * Float.BYTES; j += Lanes.BYTES) {
            FloatVector v = Lanes.load(p + j);
            Lanes.store(kept + j, v.mul(factors).blend(Lanes.zero(), dropped(v)));
        }
    }

    /** d: gradient by kept probabilities in, by scores out: scale p (d - Σ d p), with d through dropout first. */
    public static void backward(long p, AttentionBand band, long d, float scale, float factor) {
        for (int i = 0; i < band.rows(); i++) {
            long row = i * band.stride();
            pull(p + row, d + row, band.pitch(), scale, undrop(p + row, d + row, band.pitch(), factor));
        }
    }

    /** d = scale |p| (d - mean). A method of its own: vectors that outlive a loop within a loop would be boxed. */
    private static void pull(long p, long d, int pitch, float scale, float mean) {
        FloatVector means = Lanes.fill(mean);
        FloatVector scales = Lanes.fill(scale);
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector v = Lanes.load(d + at).sub(means).mul(Lanes.load(p + at).abs());
            Lanes.store(d + at, v.mul(scales));
        }
    }

    /** d becomes d times dropout's factors. @return Σ d |p| */
    private static float undrop(long p, long d, int pitch, float factor) {
        FloatVector sum = Lanes.zero();
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = (long) j * Float.BYTES;
            FloatVector v = Lanes.load(p + at);
            FloatVector kept = Lanes.load(d + at).mul(Lanes.fill(factor)).blend(Lanes.zero(), dropped(v));
            Lanes.store(d + at, kept);
            sum = kept.fma(v.abs(), sum);
        }
        return Lanes.sum(sum);
    }

    /** By the sign bit: a probability that is zero can be dropped too. */
    private static VectorMask<Float> dropped(FloatVector p) {
        return p.reinterpretAsInts().compare(VectorOperators.LT, 0).cast(Lanes.SPECIES);
    }
}
