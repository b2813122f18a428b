package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;

/**
 * y + scale · x, in y's own memory.
 *
 * @param column first column of y that gets something added
 */
public record AddAt(FusedTensor y, FusedTensor x, FusedTensor result, float scale, int column) implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#addAt}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor y, FusedTensor x, float scale, int column) {
        if (column < 0 || y.rows() != x.rows() || column + x.columns() > y.columns()) {
            throw new IllegalArgumentException("addAt of [" + x.rows() + ", " + x.columns() + "] from column " + column
                    + " on to [" + y.rows() + ", " + y.columns() + "]");
        }
        Matrix part = x.value(); // [N, out]
        Matrix sum = y.consume("addAt"); // [N, any]
        for (int i = 0; i < sum.rows(); i++) {
            add(part.row(i), scale, sum.row(i) + (long) column * Float.BYTES, part.columns());
        }
        if (!x.tracked() && !y.tracked()) {
            return shard.constant(sum);
        }
        FusedTensor result = shard.tracked(sum);
        shard.record(new AddAt(y, x, result, scale, column));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.takeGradient(); // [N, any]
        if (x.tracked()) {
            Matrix dx = shard.zeros(x.rows(), x.columns()); // [N, out]
            for (int i = 0; i < dx.rows(); i++) {
                add(d.row(i) + (long) column * Float.BYTES, scale, dx.row(i), dx.columns());
            }
            x.receive(dx);
        }
        y.receive(d);
    }

    /** to += factor · from, neither of which need begin or end at a whole vector. */
    private static void add(long from, float factor, long to, int count) {
        int whole = count & -Lanes.COUNT;
        for (long j = 0; j < (long) whole * Float.BYTES; j += Lanes.BYTES) {
            Lanes.store(to + j, Lanes.load(from + j).fma(Lanes.fill(factor), Lanes.load(to + j)));
        }
        for (long j = (long) whole * Float.BYTES; j < (long) count * Float.BYTES; j += Float.BYTES) {
            Lanes.set(to + j, Math.fma(Lanes.get(from + j), factor, Lanes.get(to + j)));
        }
    }
}
