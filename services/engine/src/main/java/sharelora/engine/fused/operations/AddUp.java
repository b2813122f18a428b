package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Parameter;

/**
 * y + scale · t Bᵀ, in y's own memory.
 *
 * @param column first column that gets something added
 */
public record AddUp(FusedTensor y, FusedTensor t, FusedTensor result, Parameter b, float scale, int column)
        implements TapeEntry {

    /** See {@link sharelora.engine.ops.Ops#addUp}. */
    public static FusedTensor apply(
            ShardContext shard, FusedTensor y, FusedTensor t, Parameter b, float scale, int column) {
        Matrix sum = y.consume("addUp"); // [N, any]
        Matrix low = t.keep(); // [N, R]
        Matrix transposed = Transpose.of(shard, b); // [R, out]
        Rows.scale(transposed.address(), scale, transposed.address(), transposed.floats());
        shard.products()
                .of(sum.rows(), b.rows(), b.columns(), low.stride(), transposed.stride(), sum.stride())
                .add(low.address(), transposed.address(), sum.address() + offset(column));
        shard.release(transposed);
        FusedTensor result = shard.tracked(sum);
        shard.record(new AddUp(y, t, result, b, scale, column));
        return result;
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.gradient(); // [N, any]
        long part = d.address() + offset(column);
        Matrix low = t.kept();
        int rank = low.columns();
        Matrix db = shard.zeros(rank, b.rows()); // [R, out]: B's columns are too few to vectorise over
        shard.products()
                .transposed(rank, b.rows(), d.rows(), low.stride(), d.stride(), db.stride())
                .addDeep(low.address(), part, db.address());
        Transpose.add(db, scale, shard.gradient(b));
        shard.release(db);
        if (t.tracked()) {
            pullDown(shard, d, part);
        }
        y.receive(result.takeGradient());
    }

    private void pullDown(ShardContext shard, Matrix d, long part) {
        Matrix scaled = shard.matrix(b.rows(), b.columns()); // [out, R]
        for (int i = 0; i < b.rows(); i++) {
            Lanes.copy(shard.value(b) + i * stride(b), scaled.row(i), b.columns());
        }
        Rows.scale(scaled.address(), scale, scaled.address(), scaled.floats());
        boolean add = t.hasGradient();
        Matrix dt = t.openGradient(); // [N, R]
        shard.products()
                .of(dt.rows(), dt.pitch(), b.rows(), d.stride(), scaled.stride(), dt.stride())
                .run(part, scaled.address(), dt.address(), add);
        shard.release(scaled);
    }

    private static long offset(int column) {
        return (long) column * Float.BYTES;
    }

    private static long stride(Parameter b) {
        return (long) b.columns() * Float.BYTES;
    }
}
