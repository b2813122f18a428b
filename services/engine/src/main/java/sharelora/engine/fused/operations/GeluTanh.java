package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.kernels.Exponential;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/**
 * x (1 + tanh(u)) / 2 with u = √(2/π) (x + 0.044715 x³), as x σ(2 u): one exp, which the derivative
 * σ + x σ (1 - σ) · 2 u' needs too.
 */
public record GeluTanh(FusedTensor x, FusedTensor result, Matrix derivative) implements TapeEntry {

    /** 2 √(2/π). */
    private static final float SLOPE = 1.5957692f;

    private static final float CUBIC = 0.044715f;

    /** See {@link sharelora.engine.ops.Ops#geluTanh}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x) {
        Matrix z = x.consume("geluTanh");
        Matrix y = shard.matrix(z.rows(), z.columns());
        for (int i = 0; i < z.rows(); i++) {
            power(z.row(i), y.row(i), z.pitch());
            finish(z.row(i), y.row(i), z.pitch());
        }
        if (!x.tracked()) {
            shard.release(z);
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new GeluTanh(x, result, z));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix dx = result.takeGradient(); // [N, D]
        Rows.multiply(dx.address(), derivative.address(), dx.floats());
        x.receive(dx);
    }

    /** e = exp(-2 u). A row takes two passes: both in one loop would pass the compiler's inlining limits. */
    private static void power(long x, long e, int count) {
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            FloatVector z = Lanes.load(x + j);
            FloatVector inner = z.mul(z).fma(Lanes.fill(-SLOPE * CUBIC), Lanes.fill(-SLOPE));
            Lanes.store(e + j, Exponential.of(inner.mul(z).min(Lanes.fill(SiluGate.LARGEST))));
        }
    }

    /** y: e in, the result out; x becomes the derivative. */
    private static void finish(long x, long y, int count) {
        FloatVector one = Lanes.fill(1);
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            FloatVector z = Lanes.load(x + j);
            FloatVector sigma = one.div(Lanes.load(y + j).add(one));
            FloatVector slope = z.mul(z).fma(Lanes.fill(3 * SLOPE * CUBIC), Lanes.fill(SLOPE));
            FloatVector result = z.mul(sigma);
            Lanes.store(y + j, result);
            Lanes.store(x + j, result.mul(one.sub(sigma)).fma(slope, sigma));
        }
    }
}
