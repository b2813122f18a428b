package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.autograd.TapeEntry;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;

/**
 * s · cos(x, w) with trained W [C, D] and s [1, 1]; lengths in float64.
 *
 * @param unit rows of x, each divided by its length [S, D]
 * @param cosines [S, C]
 * @param lengths of x's rows, then of w's
 */
public record Cosine(
        FusedTensor x, FusedTensor result, Parameter w, Parameter s, Matrix unit, Matrix cosines, double[] lengths)
        implements TapeEntry {

    /** See {@link Ops#cosine}. */
    public static FusedTensor apply(ShardContext shard, FusedTensor x, Parameter w, Parameter s) {
        Matrix in = x.value(); // [S, D]
        int rows = in.rows();
        double[] lengths = new double[rows + w.rows()];
        Matrix unit = shard.matrix(rows, in.columns()); // [S, D]
        for (int i = 0; i < rows; i++) {
            lengths[i] = length(in.row(i), in.columns());
            Rows.scale(in.row(i), (float) (1 / lengths[i]), unit.row(i), in.pitch());
        }
        for (int c = 0; c < w.rows(); c++) {
            lengths[rows + c] = length(row(shard.value(w), w, c), w.columns());
        }
        Matrix cosines = shard.matrix(rows, w.rows()); // [S, C]
        Matrix transposed = Transpose.of(shard, w); // [D, C]
        shard.products()
                .of(rows, cosines.pitch(), w.columns(), unit.stride(), transposed.stride(), cosines.stride())
                .set(unit.address(), transposed.address(), cosines.address());
        shard.release(transposed);
        Matrix y = shard.zeros(rows, w.rows()); // [S, C]
        float scale = Lanes.get(shard.value(s));
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < w.rows(); c++) {
                float cosine = (float) (Lanes.get(at(cosines, i, c)) / lengths[rows + c]);
                Lanes.set(at(cosines, i, c), cosine);
                Lanes.set(at(y, i, c), scale * cosine);
            }
        }
        FusedTensor result = shard.tracked(y);
        shard.record(new Cosine(x, result, w, s, unit, cosines, lengths));
        return result;
    }

    private static double length(long row, int columns) {
        return Math.max(Ops.SHORTEST, Rows.norm(row, columns));
    }

    @Override
    public void backward(ShardContext shard) {
        Matrix d = result.gradient(); // [S, C]
        int rows = d.rows();
        float scale = Lanes.get(shard.value(s));
        double[] along = new double[lengths.length]; // what a row's own length has of its gradient
        Matrix g = shard.zeros(rows, w.rows()); // [S, C]
        double ds = 0;
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < w.rows(); c++) {
                double part = (double) Lanes.get(at(d, i, c)) * Lanes.get(at(cosines, i, c));
                ds += part;
                along[i] += scale * part;
                along[rows + c] += scale * part;
                Lanes.set(at(g, i, c), (float) (scale * Lanes.get(at(d, i, c)) / lengths[rows + c]));
            }
        }
        Lanes.set(shard.gradient(s), (float) (Lanes.get(shard.gradient(s)) + ds));
        shard.products()
                .transposed(w.rows(), w.columns(), rows, g.stride(), unit.stride(), (long) w.columns() * Float.BYTES)
                .addDeep(g.address(), unit.address(), shard.gradient(w)); // [C, D]
        for (int c = 0; c < w.rows(); c++) {
            double length = lengths[rows + c];
            subtract(row(shard.gradient(w), w, c), along[rows + c] / length / length, row(shard.value(w), w, c));
        }
        if (x.tracked()) {
            x.receive(ofInput(shard, g, along));
        }
        shard.release(g);
    }

    /** (g W - along · unit) / length, row by row. [S, D]. */
    private Matrix ofInput(ShardContext shard, Matrix g, double[] along) {
        Matrix dx = shard.matrix(x.rows(), x.columns()); // [S, D]
        shard.products()
                .of(dx.rows(), w.columns(), w.rows(), g.stride(), (long) w.columns() * Float.BYTES, dx.stride())
                .run(g.address(), shard.value(w), dx.address(), false);
        for (int i = 0; i < dx.rows(); i++) {
            subtract(dx.row(i), along[i], unit.row(i));
            Rows.scale(dx.row(i), (float) (1 / lengths[i]), dx.row(i), dx.pitch());
        }
        Rows.clearPadding(dx);
        return dx;
    }

    /** into -= factor · from, as many numbers as a row has. */
    private void subtract(long into, double factor, long from) {
        for (long j = 0; j < (long) w.columns() * Float.BYTES; j += Float.BYTES) {
            Lanes.set(into + j, (float) (Lanes.get(into + j) - factor * Lanes.get(from + j)));
        }
    }

    private static long row(long address, Parameter w, int c) {
        return address + (long) c * w.columns() * Float.BYTES;
    }

    private static long at(Matrix matrix, int row, int column) {
        return matrix.row(row) + (long) column * Float.BYTES;
    }
}
