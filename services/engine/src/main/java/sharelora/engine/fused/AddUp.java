package sharelora.engine.fused;

import sharelora.engine.fused.Product.Strides;
import sharelora.engine.ops.Parameter;

/**
 * y + scale · t Bᵀ, in y's own memory.
 *
 * @param target the columns it is added to
 */
record AddUp(FusedTensor y, FusedTensor t, FusedTensor result, Parameter b, Target target) implements Note {

    /** @param column first column that gets something added */
    record Target(double scale, int column) {

        float factor() {
            return (float) scale;
        }

        long offset() {
            return (long) column * Float.BYTES;
        }
    }

    static FusedTensor apply(Shard shard, FusedTensor y, FusedTensor t, Parameter b, Target target) {
        Matrix sum = y.consume("addUp"); // [N, any]
        Matrix low = t.keep(); // [N, R]
        Matrix turned = Transpose.of(shard, b); // [R, out]
        Rows.scale(turned.address(), target.factor(), turned.address(), turned.floats());
        new Product(sum.rows(), b.rows(), b.columns(), Strides.of(low.stride()), turned.stride(), sum.stride())
                .add(low.address(), turned.address(), sum.address() + target.offset());
        shard.release(turned);
        FusedTensor result = shard.tracked(sum);
        shard.note(new AddUp(y, t, result, b, target));
        return result;
    }

    @Override
    public void backward(Shard shard) {
        Matrix d = result.gradient(); // [N, any]
        long part = d.address() + target.offset();
        Matrix low = t.kept();
        int rank = low.columns();
        Matrix db = shard.zeros(rank, b.rows()); // [R, out]: B's columns are too few to vectorise over
        new Product(rank, b.rows(), d.rows(), Strides.transposed(low.stride()), d.stride(), db.stride())
                .addDeep(low.address(), part, db.address());
        Transpose.add(db, target.factor(), shard.gradient(b));
        shard.release(db);
        if (t.tracked()) {
            pullDown(shard, d, part);
        }
        y.receive(result.takeGradient());
    }

    private void pullDown(Shard shard, Matrix d, long part) {
        Matrix scaled = shard.matrix(b.rows(), b.columns()); // [out, R]
        for (int i = 0; i < b.rows(); i++) {
            Lanes.copy(shard.value(b) + i * stride(b), scaled.row(i), b.columns());
        }
        Rows.scale(scaled.address(), target.factor(), scaled.address(), scaled.floats());
        boolean add = t.hasGradient();
        Matrix dt = t.openGradient(); // [N, R]
        new Product(dt.rows(), dt.pitch(), b.rows(), Strides.of(d.stride()), scaled.stride(), dt.stride())
                .run(part, scaled.address(), dt.address(), add);
        shard.release(scaled);
    }

    private static long stride(Parameter b) {
        return (long) b.columns() * Float.BYTES;
    }
}
