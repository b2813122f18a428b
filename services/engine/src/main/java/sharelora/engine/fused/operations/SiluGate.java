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
 * silu(left) · right with silu(x) = x σ(x). The derivatives by left and by right take the place of the input, so that
 * backward is two multiplications.
 *
 * @param derivatives [N, 2 F]
 */
public record SiluGate(FusedTensor x, FusedTensor result, Matrix derivatives) implements TapeEntry {

    /** exp of it is still finite in float32. */
    static final float LARGEST = 87;

    /** See {@link sharelora.engine.ops.Ops#siluGate}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x) {
        if (x.columns() % 2 != 0) {
            throw new IllegalArgumentException("siluGate of " + x.columns() + " columns, expected an even number");
        }
        int width = x.columns() / 2;
        Matrix z = x.consume("siluGate"); // [N, 2 F]
        Matrix y = shard.matrix(z.rows(), width); // [N, F]
        Matrix halves =
                shard.matrix(2, width); // a half may end inside a vector, so it is worked on in a row of its own
        for (int i = 0; i < z.rows(); i++) {
            split(z.row(i), halves);
            power(halves.row(0), y.row(i), y.pitch());
            finish(halves.row(0), halves.row(1), y.row(i), y.pitch());
            join(halves, z.row(i));
        }
        shard.release(halves);
        if (!x.tracked()) {
            shard.release(z);
            return shard.constant(y);
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new SiluGate(x, result, z));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.gradient(); // [N, F]
        Matrix halves = shard.matrix(2, d.columns());
        for (int i = 0; i < d.rows(); i++) {
            split(derivatives.row(i), halves);
            Rows.multiply(halves.row(0), d.row(i), d.pitch());
            Rows.multiply(halves.row(1), d.row(i), d.pitch());
            join(halves, derivatives.row(i));
        }
        shard.release(halves);
        x.receive(derivatives);
    }

    private static void split(long row, Matrix halves) {
        Lanes.copy(row, halves.row(0), halves.columns());
        Lanes.copy(row + (long) halves.columns() * Float.BYTES, halves.row(1), halves.columns());
    }

    private static void join(Matrix halves, long row) {
        Lanes.copy(halves.row(0), row, halves.columns());
        Lanes.copy(halves.row(1), row + (long) halves.columns() * Float.BYTES, halves.columns());
    }

    /** e = exp(-x). */
    private static void power(long x, long e, int count) {
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(e + j, Exponential.of(Lanes.load(x + j).neg().min(Lanes.fill(LARGEST))));
        }
    }

    /** y: exp(-left) in, the result out; left and right become the derivatives. Padding of zeros stays zero. */
    private static void finish(long left, long right, long y, int count) {
        FloatVector one = Lanes.fill(1);
        for (long j = 0; j < (long) count * Float.BYTES; j += Lanes.BYTES) {
            FloatVector l = Lanes.load(left + j);
            FloatVector r = Lanes.load(right + j);
            FloatVector sigma = one.div(Lanes.load(y + j).add(one));
            FloatVector silu = l.mul(sigma);
            Lanes.store(y + j, silu.mul(r));
            Lanes.store(right + j, silu);
            Lanes.store(left + j, one.sub(sigma).fma(silu, sigma).mul(r));
        }
    }
}
