package sharelora.engine.fused.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import sharelora.engine.fused.memory.Lanes;

/**
 * exp in float32 with bits of its own: the vector mathematics library's differed from run to run. Cephes' {@code expf}
 * polynomial (Moshier 1989), relative error below 2e-7. Below -87 the result stays at exp(-87), 1.6e-38.
 */
public final class Exponential {

    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -0.00021219444f;

    /** 1.5 · 2^23: adding it rounds to an integer and leaves that integer in the low bits. */
    private static final float ROUNDING = 12582912f;

    private Exponential() {}

    /** exp(x), x at most 88. NaN stays NaN. */
    public static FloatVector of(FloatVector x) {
        FloatVector floor = Lanes.fill(-87f);
        return reduced(x.blend(floor, x.compare(VectorOperators.LT, floor)));
    }

    /** exp(x) = 2^n exp(r), n = round(x / ln 2). */
    private static FloatVector reduced(FloatVector x) {
        FloatVector rounded = x.fma(Lanes.fill(LOG2_E), Lanes.fill(ROUNDING));
        FloatVector n = rounded.sub(Lanes.fill(ROUNDING));
        FloatVector r = n.fma(Lanes.fill(-LN2_LOW), n.fma(Lanes.fill(-LN2_HIGH), x));
        return scale(polynomial(r), rounded.reinterpretAsInts());
    }

    /** Adds n to the exponent's bits. */
    private static FloatVector scale(FloatVector power, IntVector n) {
        return power.reinterpretAsInts()
                .add(n.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
    }

    private static FloatVector polynomial(FloatVector r) {
        FloatVector p = Lanes.fill(0.00019875691f);
        p = p.fma(r, Lanes.fill(0.0013981999f));
        p = p.fma(r, Lanes.fill(0.008333452f));
        p = p.fma(r, Lanes.fill(0.041665796f));
        p = p.fma(r, Lanes.fill(0.16666666f));
        p = p.fma(r, Lanes.fill(0.5f));
        return p.fma(r.mul(r), r).add(Lanes.fill(1f));
    }
}
