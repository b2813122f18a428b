package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.Parameter;

/**
 * y + x Sᵀ, in y's own memory, by the numbers of S alone: place after place for each token, in the order of the places.
 *
 * @param places row · columns of x + column, rising
 * @param column first column of y that S's rows are added to
 */
public record AddSparse(FusedTensor y, FusedTensor x, FusedTensor result, Parameter s, int[] places, int column)
        implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#addSparse}. */
    public static FusedTensor apply(
            ShardContext shard, FusedTensor y, FusedTensor x, Parameter s, int[] places, int column) {
        if (s.rows() != 1 || s.columns() != places.length || y.rows() != x.rows()) {
            throw new IllegalArgumentException("addSparse of [" + x.rows() + ", " + x.columns() + "] by " + s.columns()
                    + " numbers at " + places.length + " places to [" + y.rows() + ", " + y.columns() + "]");
        }
        Matrix in = x.keep(); // [N, in]
        Matrix sum = y.consume("addSparse"); // [N, any]
        int width = in.columns();
        for (int i = 0; i < sum.rows(); i++) {
            for (int k = 0; k < places.length; k++) {
                long to = sum.row(i) + bytes(column + places[k] / width);
                float product = Lanes.get(shard.value(s) + bytes(k)) * Lanes.get(in.row(i) + bytes(places[k] % width));
                Lanes.set(to, Lanes.get(to) + product);
            }
        }
        FusedTensor result = shard.tracked(sum);
        shard.record(new AddSparse(y, x, result, s, places, column));
        return result;
    }

    /** Only what lies at a place is gathered: the gradient of S as a whole is never there. */
    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, any]
        Matrix in = x.kept();
        int width = in.columns();
        Matrix dx = x.tracked() ? shard.zeros(x.rows(), width) : null; // [N, in]
        for (int k = 0; k < places.length; k++) {
            long row = bytes(column + places[k] / width);
            long at = bytes(places[k] % width);
            float value = Lanes.get(shard.value(s) + bytes(k));
            float sum = 0;
            for (int i = 0; i < d.rows(); i++) {
                float pulled = Lanes.get(d.row(i) + row);
                sum = Math.fma(pulled, Lanes.get(in.row(i) + at), sum);
                if (dx != null) {
                    long to = dx.row(i) + at;
                    Lanes.set(to, Math.fma(pulled, value, Lanes.get(to)));
                }
            }
            long gradient = shard.gradient(s) + bytes(k);
            Lanes.set(gradient, Lanes.get(gradient) + sum);
        }
        if (dx != null) {
            x.receive(dx);
        }
        y.receive(d);
    }

    private static long bytes(int numbers) {
        return (long) numbers * Float.BYTES;
    }
}
