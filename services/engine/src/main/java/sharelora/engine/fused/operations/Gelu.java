package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.kernels.Exponential;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/**
 * x Φ(x) with Φ by Abramowitz and Stegun 7.1.26, error at most 1e-7. The derivative Φ(x) + x φ(x) needs the same exp, so
 * the forward pass leaves it behind and backward is one multiplication.
 */
public record Gelu(FusedTensor x, FusedTensor result, Matrix derivative) implements TapeEntry {

    private static final float INVERSE_ROOT_TWO_PI = 0.3989423f;

    /** Abramowitz and Stegun's p / √2, and their a1 … a5 halved. */
    private static final float P = 0.3275911f * 0.70710677f;

    private static final float A1 = 0.1274148f;
    private static final float A2 = -0.14224836f;
    private static final float A3 = 0.7107069f;
    private static final float A4 = -0.72657603f;
    private static final float A5 = 0.5307027f;

    /** See {@link sharelora.engine.ops.Ops#gelu}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x) {
        Matrix z = x.consume("gelu");
        Matrix y = shard.matrix(z.rows(), z.columns());
        for (int i = 0; i < z.rows(); i++) {
            bell(z.row(i), y.row(i), z.pitch());
            finish(z.row(i), y.row(i), z.pitch());
        }
        if (!x.tracked()) {
            shard.release(z);
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Gelu(x, result, z));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix dx = result.takeGradient(); // [N, D]
        Rows.multiply(dx.address(), derivative.address(), dx.floats());
        x.receive(dx);
    }

    /** e = exp(-x² / 2). A row takes two passes: both in one loop would pass the compiler's inlining limits. */
    private static void bell(long x, long e, int count) {
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            FloatVector z = Lanes.load(x + j);
            Lanes.store(e + j, Exponential.of(z.mul(z).mul(Lanes.fill(-0.5f))));
        }
    }

    /** y: e in, x Φ(x) out; x becomes the derivative. */
    private static void finish(long x, long y, int count) {
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            FloatVector z = Lanes.load(x + j);
            FloatVector e = Lanes.load(y + j);
            FloatVector phi = cumulative(z, e);
            Lanes.store(y + j, z.mul(phi));
            Lanes.store(x + j, z.mul(e).fma(Lanes.fill(INVERSE_ROOT_TWO_PI), phi));
        }
    }

    /** Φ(x), given exp(-x² / 2). */
    private static FloatVector cumulative(FloatVector x, FloatVector e) {
        FloatVector one = Lanes.fill(1f);
        FloatVector t = one.div(x.abs().fma(Lanes.fill(P), one));
        FloatVector tail = polynomial(t).mul(t).mul(e);
        return tail.blend(one.sub(tail), x.compare(VectorOperators.GE, Lanes.zero()));
    }

    private static FloatVector polynomial(FloatVector t) {
        FloatVector p = Lanes.fill(A5);
        p = p.fma(t, Lanes.fill(A4));
        p = p.fma(t, Lanes.fill(A3));
        p = p.fma(t, Lanes.fill(A2));
        return p.fma(t, Lanes.fill(A1));
    }
}
