package sharelora.engine.fused.onednn;

import java.lang.foreign.MemorySegment;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.kernels.Int8Rows;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.onednn.MatmulShape.Purpose;

/**
 * The whole numbers of {@link Int8Packed}, once and in rows: each product packs panel after panel of them in room that its
 * thread uses again. Sums are whole numbers and each runs within one panel, so the bits are those of {@link Int8Packed}.
 */
final class Int8Small implements Gemm.Packed {

    /** The most bytes of a panel, which stay in a core's caches. */
    private static final long PANEL = 4L << 20;

    private final OneDnnGemm gemm;
    private final int in;
    private final int out;
    private final Panels forward;
    private final Panels backward;
    private final Block factors;
    private final Block bias;
    private final Block whole;

    private Int8Small(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        this.gemm = gemm;
        this.in = weights.columns();
        this.out = weights.rows();
        this.forward = Panels.of(in, out, PANEL, Byte.BYTES);
        this.backward = Panels.of(out, in, PANEL, Byte.BYTES);
        this.factors = Block.of(Lanes.whole(out));
        this.bias = Block.of(Lanes.whole(out));
        Lanes.copy(bias.address(), this.bias.address(), out);
        this.whole = Int8Packed.quantised(weights, factors, gemm.weightLimit());
    }

    /** Rounds weights [out, in] once, by the largest number of each output. */
    static Int8Small of(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        return new Int8Small(gemm, weights, bias);
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
        Int8Room room = stream.int8Room(MatmulShape.wholeRows(x.rows()), x.pitch(), forward.width());
        for (int r = 0; r < x.rows(); r++) {
            room.factor(r, Int8Rows.quantise(x.row(r), room.row(r), x.pitch(), Int8Rows.LIMIT));
        }
        for (int first = 0; first < out; first += forward.width()) {
            MatmulShape shape = gemm.shape(in, forward.widthAt(first));
            int width = shape.outPitch();
            stream.pack(shape.packing(1, in), whole.address() + (long) first * in);
            multiply(stream, room, x.rows(), shape);
            long at = (long) first * Float.BYTES;
            for (int r = 0; r < x.rows(); r++) {
                long sums = room.sums() + (long) r * width * Integer.BYTES;
                Int8Rows.restore(
                        sums, room.factor(r), factors.address() + at, bias.address() + at, y.row(r) + at, width);
            }
        }
        Rows.clearPadding(y);
        gemm.returnStream(stream);
    }

    @Override
    public void backward(Matrix dy, Matrix dx, boolean add) {
        OneDnnStream stream = gemm.takeStream();
        Int8Room room = stream.int8Room(MatmulShape.wholeRows(dy.rows()), dy.pitch(), backward.width());
        for (int r = 0; r < dy.rows(); r++) {
            long scaled = room.scaled();
            Lanes.copy(dy.row(r), scaled, dy.pitch());
            room.factor(r, Int8Rows.quantiseScaled(scaled, factors.address(), room.row(r), dy.pitch(), Int8Rows.LIMIT));
        }
        for (int first = 0; first < in; first += backward.width()) {
            MatmulShape shape = gemm.shape(out, backward.widthAt(first));
            int width = shape.outPitch();
            packColumns(stream, shape, first, backward.widthAt(first));
            multiply(stream, room, dy.rows(), shape);
            for (int r = 0; r < dy.rows(); r++) {
                long sums = room.sums() + (long) r * width * Integer.BYTES;
                long to = dx.row(r) + (long) first * Float.BYTES;
                if (add) {
                    Int8Rows.addRestored(sums, room.factor(r), to, width);
                } else {
                    Int8Rows.restore(sums, room.factor(r), to, width);
                }
            }
        }
        Rows.clearPadding(dx);
        gemm.returnStream(stream);
    }

    /** Through a copy without gaps: some of the library's kernels pack no others. */
    private void packColumns(OneDnnStream stream, MatmulShape shape, int first, int count) {
        long plain = stream.plain((long) out * count);
        for (int i = 0; i < out; i++) {
            MemorySegment.copy(
                    Lanes.MEMORY,
                    whole.address() + (long) i * in + first,
                    Lanes.MEMORY,
                    plain + (long) i * count,
                    count);
        }
        stream.pack(shape.packing(count, 1), plain);
    }

    /** Sums of all rows of the room with the weights that were packed last. */
    private static void multiply(OneDnnStream stream, Int8Room room, int rows, MatmulShape shape) {
        for (int i = 0; i < rows; i += MatmulShape.BLOCK) {
            long sums = room.sums() + (long) i * shape.outPitch() * Integer.BYTES;
            stream.multiplyPacked(
                    shape.matmul(Purpose.SET, MatmulShape.blockRows(rows - i)), shape.weights(), room.row(i), sums);
        }
    }

    @Override
    public void close() {
        factors.close();
        bias.close();
        whole.close();
    }
}
