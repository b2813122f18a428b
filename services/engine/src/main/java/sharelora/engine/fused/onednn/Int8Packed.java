package sharelora.engine.fused.onednn;

import java.util.Optional;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.kernels.Int8Rows;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.onednn.MatmulShape.Matmul;
import sharelora.engine.fused.onednn.MatmulShape.Purpose;

/**
 * Weights as whole numbers of eight bits with a factor for each output, packed for both directions. The backward product
 * takes the same whole numbers: the factors go into its input before that is quantised (as SwitchBack does for frozen
 * weights, arXiv 2304.13013).
 *
 * <p>A row's sums are whole numbers, so its bits depend on nothing but itself.
 */
final class Int8Packed implements Gemm.Packed {

    private final OneDnnGemm gemm;
    private final int in;
    private final int out;
    private final MatmulShape forward;
    private final MatmulShape backward;
    private final Block factors;
    private final Block bias;
    private final Operand weights;
    private final Optional<Int8Outliers> outliers;
    private Block whole; // [out, in] as rounded, dense for oneDNN's sake, until both directions are packed
    private volatile Operand transposed;

    private Int8Packed(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        this.gemm = gemm;
        this.in = weights.columns();
        this.out = weights.rows();
        this.forward = gemm.shape(in, out);
        this.backward = gemm.shape(out, in);
        this.factors = Block.of(Lanes.whole(out));
        this.bias = Block.of(Lanes.whole(out));
        Lanes.copy(bias.address(), this.bias.address(), out);
        this.whole = quantised(weights, factors, gemm.weightLimit());
        this.weights = Operand.of(gemm, forward.weights());
        pack(in, out, 1, in, forward, this.weights);
        this.outliers = gemm.outliers() == 0
                ? Optional.empty()
                : Optional.of(new Int8Outliers(gemm.outliers(), whole.address(), in, out));
    }

    /** Rounds weights [out, in] once, by the largest number of each output. */
    static Int8Packed of(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        return new Int8Packed(gemm, weights, bias);
    }

    /**
     * Rounds weights to whole numbers, row after row without a gap: some of the library's kernels pack no others.
     *
     * @param factors gets one for each output
     */
    static Block quantised(Matrix weights, Block factors, int limit) {
        int columns = weights.columns();
        Block whole = Block.of(Math.ceilDiv((long) weights.rows() * columns + Lanes.COUNT, Float.BYTES));
        for (int i = 0; i < weights.rows(); i++) { // in this order: a row's padding lies on the next one's beginning
            long to = whole.address() + (long) i * columns;
            float factor = Int8Rows.quantise(weights.row(i), to, weights.pitch(), limit);
            Lanes.set(factors.address() + (long) i * Float.BYTES, factor);
        }
        return whole;
    }

    /** Brings the whole numbers, seen as [rows, columns] with these strides, into the shape's format. */
    private void pack(int rows, int columns, long rowStride, long columnStride, MatmulShape shape, Operand to) {
        OneDnn library = gemm.library();
        long plain = library.memoryDescriptor(OneDnn.INT8, rows, columns, rowStride, columnStride);
        gemm.reorder(whole.address(), plain, to.address(), shape.weights());
        library.run("dnnl_memory_desc_destroy", plain);
    }

    @Override
    public int in() {
        return in;
    }

    @Override
    public int out() {
        return out;
    }

    @Override
    public void forward(Matrix x, Matrix y) {
        OneDnnStream stream = gemm.takeStream();
        int pitch = x.pitch();
        for (int i = 0; i < x.rows(); i += MatmulShape.BLOCK) {
            int rows = Math.min(MatmulShape.BLOCK, x.rows() - i);
            Matmul matmul = forward.matmul(Purpose.SET, MatmulShape.blockRows(rows));
            Int8Room room = stream.int8Room(MatmulShape.blockRows(rows), pitch, 0);
            for (int r = 0; r < rows; r++) {
                long row = x.row(i + r);
                long rounded = outliers.isPresent() ? outliers.get().without(row, room.scaled(), pitch) : row;
                room.factor(r, Int8Rows.quantise(rounded, room.row(r), pitch, Int8Rows.LIMIT));
            }
            stream.multiply(matmul, weights.memory(), 0, room.row(0), y.row(i));
            for (int r = 0; r < rows; r++) {
                long row = y.row(i + r);
                Int8Rows.restore(row, room.factor(r), factors.address(), bias.address(), row, y.pitch());
                if (outliers.isPresent()) {
                    outliers.get().add(x.row(i + r), factors.address(), row);
                }
                Rows.clearPadding(row, y.columns(), y.pitch());
            }
        }
        gemm.returnStream(stream);
    }

    @Override
    public void backward(Matrix dy, Matrix dx, boolean add) {
        Operand operand = transposed();
        OneDnnStream stream = gemm.takeStream();
        int pitch = dy.pitch();
        for (int i = 0; i < dy.rows(); i += MatmulShape.BLOCK) {
            int rows = Math.min(MatmulShape.BLOCK, dy.rows() - i);
            int height = MatmulShape.blockRows(rows);
            Int8Room room = stream.int8Room(height, pitch, add ? dx.pitch() : 0);
            for (int r = 0; r < rows; r++) {
                long scaled = room.scaled();
                Lanes.copy(dy.row(i + r), scaled, pitch);
                room.factor(r, Int8Rows.quantiseScaled(scaled, factors.address(), room.row(r), pitch, Int8Rows.LIMIT));
            }
            long sums = add ? room.sums() : dx.row(i);
            stream.multiply(backward.matmul(Purpose.SET, height), operand.memory(), 0, room.row(0), sums);
            for (int r = 0; r < rows; r++) {
                restore(room, r, sums + r * dx.stride(), dx.row(i + r), dx, add);
            }
        }
        gemm.returnStream(stream);
    }

    private static void restore(Int8Room room, int r, long sums, long row, Matrix dx, boolean add) {
        if (add) {
            Int8Rows.addRestored(sums, room.factor(r), row, dx.pitch());
        } else {
            Int8Rows.restore(sums, room.factor(r), row, dx.pitch());
        }
        Rows.clearPadding(row, dx.columns(), dx.pitch());
    }

    private Operand transposed() {
        Operand made = transposed;
        return made == null ? transpose() : made;
    }

    private synchronized Operand transpose() {
        if (transposed == null) {
            Operand operand = Operand.of(gemm, backward.weights());
            pack(out, in, in, 1, backward, operand);
            transposed = operand;
            whole.close();
            whole = null;
        }
        return transposed;
    }

    @Override
    public synchronized void close() {
        weights.close(gemm);
        factors.close();
        bias.close();
        outliers.ifPresent(Int8Outliers::close);
        if (whole != null) {
            whole.close();
        }
        if (transposed != null) {
            transposed.close(gemm);
        }
    }
}
