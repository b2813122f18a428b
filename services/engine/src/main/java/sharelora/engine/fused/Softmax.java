package sharelora.engine.fused;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import sharelora.engine.ops.Dropout;

/**
 * Softmax and dropout of one attention head's scores [T, T], row by row. A probability that is dropped keeps its size and
 * gets a minus sign: the mask of backward without memory of its own.
 */
final class Softmax {

    private Softmax() {}

    /**
     * p: scores in, probabilities of {@code scale} · scores out.
     *
     * @param causal whether row i has probabilities up to column i only, and zeros behind
     */
    static void forward(Matrix p, float scale, boolean causal) {
        for (int i = 0; i < p.rows(); i++) {
            row(p.row(i), causal ? i + 1 : p.columns(), p.pitch(), scale);
        }
    }

    /** The first {@code columns} scores become probabilities, the others zero. */
    static void row(long p, int columns, int pitch, float scale) {
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

    static float largest(long p, int pitch) {
        FloatVector top = Lanes.load(p);
        for (int j = Lanes.COUNT; j < pitch; j += Lanes.COUNT) {
            top = top.max(Lanes.load(p + (long) j * Float.BYTES));
        }
        return Lanes.max(top);
    }

    /** p becomes exp(scale · p - top). @return their sum, in which padding vanishes: exp(-87) beside 1 */
    static float exponentials(long p, int pitch, float scale, float top) {
        FloatVector sum = Lanes.zero();
        for (int j = 0; j < pitch; j += Lanes.COUNT) {
            long at = p + (long) j * Float.BYTES;
            FloatVector e = Exponential.of(Lanes.load(at).fma(Lanes.fill(scale), Lanes.fill(-top)));
            Lanes.store(at, e);
            sum = sum.add(e);
        }
        return Lanes.sum(sum);
    }

    /** Marks what is dropped. Row i is the query at {@code origin} + i of the whole batch. */
    static void mark(Matrix p, Dropout dropout, long origin, int heads, int head) {
        int columns = Math.multiplyExact(Dropout.KEYS, heads);
        for (int i = 0; i < p.rows(); i++) {
            for (int j = 0; j < p.columns(); j++) {
                int column = head * Dropout.KEYS + j;
                if (Dropout.uniform(dropout.key(), origin + i, columns, column) < dropout.probability()) {
                    long at = p.row(i) + (long) j * Float.BYTES;
                    Lanes.set(at, -Lanes.get(at));
                }
            }
        }
    }

    /** kept = p times dropout's factors. */
    static void drop(Matrix p, long kept, float factor) {
        FloatVector factors = Lanes.fill(factor);
        for (long j = 0; j < p.floats() * Float.BYTES; j += Lanes.BYTES) {
            FloatVector v = Lanes.load(p.address() + j);
            Lanes.store(kept + j, v.mul(factors).blend(Lanes.zero(), dropped(v)));
        }
    }

    /** d: gradient by kept probabilities in, by scores out: scale p (d - Σ d p), with d through dropout first. */
    static void backward(Matrix p, long d, float scale, float factor) {
        for (int i = 0; i < p.rows(); i++) {
            long row = d + i * p.stride();
            pull(p.row(i), row, p.pitch(), scale, undrop(p.row(i), row, p.pitch(), factor));
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
