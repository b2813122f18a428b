package sharelora.engine.fused.onednn;

import java.util.ArrayList;
import java.util.List;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;
import sharelora.engine.fused.onednn.MatmulShape.Purpose;
import sharelora.engine.nf4.Nf4;

/**
 * Weights in NormalFloat 4, each projection by itself. A product restores panel after panel of them to float32, in room
 * that its thread uses again, and multiplies in float32. Each sum runs within one panel.
 */
final class Nf4Packed implements Gemm.Packed {

    /** The most bytes of a panel, which stay in a core's caches. */
    private static final long PANEL = 4L << 20;

    private final OneDnnGemm gemm;
    private final int in;
    private final int out;
    private final Panels forward;
    private final Panels backward;
    private final List<Projection> projections;
    private final Block bias;

    /**
     * A projection among those that are stacked.
     *
     * @param first its first output
     * @param outputs how many it has
     */
    private record Projection(int first, int outputs, Nf4 numbers, Block codes) {}

    private Nf4Packed(OneDnnGemm gemm, int in, List<Projection> projections, Matrix bias) {
        this.gemm = gemm;
        this.in = in;
        this.out = bias.columns();
        this.forward = Panels.of(in, out, PANEL, Float.BYTES);
        this.backward = Panels.of(out, in, PANEL, Float.BYTES);
        this.projections = projections;
        this.bias = Block.of(Lanes.whole(out));
        Lanes.copy(bias.address(), this.bias.address(), out);
    }

    /**
     * Rounds weights once.
     *
     * @param weights each [out_i, in]
     */
    static Nf4Packed of(OneDnnGemm gemm, List<Weight> weights, Matrix bias) {
        List<Projection> projections = new ArrayList<>();
        int first = 0;
        for (Weight weight : weights) {
            long bytes = Nf4.codeBytes(weight.size());
            Block codes = Block.of(Math.ceilDiv(bytes, Float.BYTES));
            Nf4 numbers = Nf4.of(weight, Lanes.MEMORY.asSlice(codes.address(), bytes));
            projections.add(new Projection(first, weight.shape()[0], numbers, codes));
            first += weight.shape()[0];
        }
        return new Nf4Packed(gemm, weights.getFirst().shape()[1], List.copyOf(projections), bias);
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
        for (int first = 0; first < out; first += forward.width()) {
            int count = forward.widthAt(first);
            MatmulShape shape = gemm.shape(in, count);
            long plain = stream.plain((long) count * in * Float.BYTES);
            restore(first, count, 0, in, plain);
            stream.pack(shape.packing(1, in), plain);
            long sums = multiply(stream, shape, x);
            for (int r = 0; r < x.rows(); r++) {
                long at = (long) first * Float.BYTES;
                add(sums, r, shape.outPitch(), bias.address() + at, y.row(r) + at);
            }
        }
        Rows.clearPadding(y);
        gemm.returnStream(stream);
    }

    @Override
    public void backward(Matrix dy, Matrix dx, boolean add) {
        OneDnnStream stream = gemm.takeStream();
        for (int first = 0; first < in; first += backward.width()) {
            int count = backward.widthAt(first);
            MatmulShape shape = gemm.shape(out, count);
            long plain = stream.plain((long) out * count * Float.BYTES);
            restore(0, out, first, count, plain);
            stream.pack(shape.packing(count, 1), plain);
            long sums = multiply(stream, shape, dy);
            for (int r = 0; r < dy.rows(); r++) {
                long to = dx.row(r) + (long) first * Float.BYTES;
                if (add) {
                    add(sums, r, shape.outPitch(), to, to);
                } else {
                    Lanes.copy(sums + (long) r * shape.outPitch() * Float.BYTES, to, shape.outPitch());
                }
            }
        }
        Rows.clearPadding(dx);
        gemm.returnStream(stream);
    }

    /** to = a row of the sums + other. */
    private static void add(long sums, int row, int pitch, long other, long to) {
        Rows.sum(sums + (long) row * pitch * Float.BYTES, other, to, pitch);
    }

    /** Sums of all rows with the weights that were packed last. @return their address */
    private static long multiply(OneDnnStream stream, MatmulShape shape, Matrix x) {
        long sums = stream.sums((long) MatmulShape.wholeRows(x.rows()) * shape.outPitch() * Float.BYTES);
        for (int i = 0; i < x.rows(); i += MatmulShape.BLOCK) {
            stream.multiplyPacked(
                    shape.matmul(Purpose.SET, MatmulShape.blockRows(x.rows() - i)),
                    shape.weights(),
                    x.row(i),
                    sums + (long) i * shape.outPitch() * Float.BYTES);
        }
        return sums;
    }

    /** Restores the weights of some outputs and inputs, row by row without a gap. */
    private void restore(int firstOutput, int outputs, int firstInput, int inputs, long to) {
        long bytes = (long) inputs * Float.BYTES;
        for (Projection projection : projections) {
            int from = Math.max(firstOutput, projection.first);
            int end = Math.min(firstOutput + outputs, projection.first + projection.outputs);
            for (int row = from; row < end; row++) {
                projection.numbers.restore(
                        row - projection.first, firstInput, inputs, Lanes.MEMORY, to + (row - firstOutput) * bytes);
            }
        }
    }

    @Override
    public void close() {
        projections.forEach(projection -> projection.codes.close());
        bias.close();
    }
}
