package sharelora.engine.fused.operations;

import jdk.incubator.vector.FloatVector;
import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.FusedNorm;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/**
 * Layer norm of each row: ẑ = (z - mean) / √(variance + ε), y = ẑ g + b. The sum z becomes ẑ in place, which with the
 * scale 1 / √… is all that backward needs. An RMS norm is the same with a mean of zero.
 *
 * @param residual null where there was none
 * @param scales one number a row
 */
public record LayerNorm(
        FusedTensor x, FusedTensor residual, FusedTensor result, FusedNorm norm, Matrix hats, Matrix scales)
        implements TapeEntry {

    public static FusedTensor apply(ShardContext shard, FusedTensor x, FusedNorm norm) {
        Matrix from = x.value();
        Matrix z = shard.matrix(from.rows(), from.columns()); // [N, D]
        Lanes.copy(from.address(), z.address(), from.floats());
        return apply(shard, x, null, norm, z);
    }

    public static FusedTensor applyToSum(ShardContext shard, FusedTensor x, FusedTensor residual, FusedNorm norm) {
        Matrix other = residual.value();
        Matrix z = x.consume("addNorm"); // [N, D]
        Rows.add(z.address(), other.address(), z.floats());
        return apply(shard, x, residual, norm, z);
    }

    private static FusedTensor apply(
            ShardContext shard, FusedTensor x, FusedTensor residual, FusedNorm norm, Matrix z) {
        boolean tracked = x.tracked() || (residual != null && residual.tracked());
        Matrix y = tracked ? shard.matrix(z.rows(), z.columns()) : z; // [N, D]
        Matrix scales = shard.matrix(1, z.rows());
        for (int i = 0; i < z.rows(); i++) {
            float scale = standardise(z.row(i), z.columns(), z.pitch(), norm);
            affine(z.row(i), norm.gain(), norm.bias(), y.row(i), z.pitch());
            Lanes.set(scales.address() + (long) i * Float.BYTES, scale);
        }
        if (!tracked) {
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new LayerNorm(x, residual, result, norm, z, scales));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, D]
        for (int i = 0; i < d.rows(); i++) {
            float scale = Lanes.get(scales.address() + (long) i * Float.BYTES);
            Rows.multiply(d.row(i), norm.gain(), d.pitch());
            float mean = norm.centred() ? total(d.row(i), d.pitch()) / d.columns() : 0;
            pull(d.row(i), hats.row(i), scale, mean, d.columns());
        }
        if (residual != null) {
            residual.receive(d.share());
        }
        x.receive(d);
    }

    /** z becomes ẑ. */
    private static float standardise(long z, int columns, int pitch, FusedNorm norm) {
        if (norm.centred()) {
            centre(z, total(z, pitch) / columns, pitch);
            Rows.clearPadding(z, columns, pitch);
        }
        float scale = (float) (1 / Math.sqrt(dot(z, z, pitch) / columns + norm.epsilon()));
        Rows.scale(z, scale, z, pitch);
        return scale;
    }

    /** d = scale (d - mean(d) - ẑ mean(d ẑ)). */
    private static void pull(long d, long hat, float scale, float meanOfD, int columns) {
        int pitch = Lanes.whole(columns);
        FloatVector mean = Lanes.fill(meanOfD);
        FloatVector slope = Lanes.fill(-dot(d, hat, pitch) / columns);
        FloatVector scales = Lanes.fill(scale);
        for (long j = 0; j < (long) pitch * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(
                    d + j,
                    Lanes.load(hat + j).fma(slope, Lanes.load(d + j).sub(mean)).mul(scales));
        }
        Rows.clearPadding(d, columns, pitch);
    }

    /** Sum of {@code count} numbers, whole vectors. */
    static float total(long x, int count) {
        FloatVector sum = Lanes.zero();
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            sum = sum.add(Lanes.load(x + j));
        }
        return Lanes.sum(sum);
    }

    private static float dot(long x, long y, int count) {
        FloatVector sum = Lanes.zero();
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            sum = Lanes.load(x + j).fma(Lanes.load(y + j), sum);
        }
        return Lanes.sum(sum);
    }

    private static void centre(long x, float mean, int count) {
        FloatVector means = Lanes.fill(mean);
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(x + j, Lanes.load(x + j).sub(means));
        }
    }

    private static void affine(long x, long gain, long bias, long y, int count) {
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(y + j, Lanes.load(x + j).fma(Lanes.load(gain + j), Lanes.load(bias + j)));
        }
    }
}
