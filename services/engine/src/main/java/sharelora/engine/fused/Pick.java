package sharelora.engine.fused;

import java.util.Objects;

/** Rows of a matrix by their indexes. */
record Pick(FusedTensor x, FusedTensor result, int[] rows) implements Note {

    static FusedTensor apply(Shard shard, FusedTensor x, int[] rows) {
        Matrix from = x.value();
        Matrix picked = shard.matrix(rows.length, from.columns()); // [rows, D]
        for (int i = 0; i < rows.length; i++) {
            Lanes.copy(from.row(Objects.checkIndex(rows[i], from.rows())), picked.row(i), from.pitch());
        }
        if (!x.tracked()) {
            return shard.constant(picked);
        }
        FusedTensor result = shard.tracked(picked);
        shard.note(new Pick(x, result, rows));
        return result;
    }

    @Override
    public void backward(Shard shard) {
        Matrix d = result.gradient(); // [rows, D]
        Matrix dx = shard.zeros(x.rows(), x.columns()); // [N, D]
        for (int i = 0; i < rows.length; i++) {
            Rows.add(dx.row(rows[i]), d.row(i), d.pitch());
        }
        x.receive(dx);
    }
}
