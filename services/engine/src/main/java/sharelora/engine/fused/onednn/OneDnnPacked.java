package sharelora.engine.fused.onednn;

import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.onednn.MatmulShape.Matmul;
import sharelora.engine.fused.onednn.MatmulShape.Purpose;

/** Weights packed for the way forward and, from the first backward on, for the way back. */
final class OneDnnPacked implements Gemm.Packed {

    private final OneDnnGemm gemm;
    private final int in;
    private final int out;
    private final MatmulShape forward;
    private final MatmulShape backward;
    private final Side weights;
    private final Side bias;
    private volatile Side transposed;

    /** Numbers in one format, and oneDNN's object for them. */
    private record Side(Block block, long memory) {

        static Side of(OneDnnGemm gemm, long description) {
            Block block = Block.of(Math.ceilDiv(gemm.library().bytes(description), Float.BYTES));
            return new Side(block, gemm.memory(description, block.address()));
        }

        void close(OneDnnGemm gemm) {
            gemm.library().run("dnnl_memory_destroy", memory);
            block.close();
        }
    }

    private OneDnnPacked(OneDnnGemm gemm, int in, int out) {
        this.gemm = gemm;
        this.in = in;
        this.out = out;
        this.forward = gemm.shape(in, out);
        this.backward = gemm.shape(out, in);
        this.weights = Side.of(gemm, forward.weights());
        this.bias = Side.of(gemm, forward.bias());
    }

    static OneDnnPacked of(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        OneDnnPacked packed = new OneDnnPacked(gemm, weights.columns(), weights.rows());
        long plain =
                gemm.library().describe(OneDnn.FLOAT32, packed.in, packed.out, 1, weights.pitch()); // Wᵀ, as it lies
        gemm.reorder(weights.address(), plain, packed.weights.block.address(), packed.forward.weights());
        gemm.library().run("dnnl_memory_desc_destroy", plain);
        Lanes.copy(bias.address(), packed.bias.block.address(), bias.columns());
        return packed;
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
        multiply(forward, Purpose.ADD_BIAS, weights, x, y);
    }

    @Override
    public void backward(Matrix dy, Matrix dx, boolean add) {
        multiply(backward, add ? Purpose.ADD : Purpose.SET, transposed(), dy, dx);
    }

    private void multiply(MatmulShape shape, Purpose purpose, Side side, Matrix x, Matrix y) {
        long biasMemory = purpose == Purpose.ADD_BIAS ? bias.memory : 0;
        OneDnnStream seat = gemm.take();
        for (int i = 0; i < x.rows(); i += MatmulShape.BLOCK) {
            Matmul matmul = shape.matmul(purpose, MatmulShape.blockRows(x.rows() - i));
            seat.multiply(matmul, side.memory, biasMemory, x.row(i), y.row(i));
        }
        gemm.giveBack(seat);
    }

    private Side transposed() {
        Side made = transposed;
        return made == null ? transpose() : made;
    }

    /** From the packed weights, so that the originals need not be kept for it. */
    private synchronized Side transpose() {
        if (transposed == null) {
            OneDnn library = gemm.library();
            long plain = library.describe(gemm.factors(), in, out, out, 1);
            long turned = library.describe(gemm.factors(), out, in, 1, out); // the same numbers, seen the other way
            try (Block copy = Block.of(Math.ceilDiv(library.bytes(plain), Float.BYTES))) {
                gemm.reorder(weights.block.address(), forward.weights(), copy.address(), plain);
                Side side = Side.of(gemm, backward.weights());
                gemm.reorder(copy.address(), turned, side.block.address(), backward.weights());
                transposed = side;
            }
            library.run("dnnl_memory_desc_destroy", plain);
            library.run("dnnl_memory_desc_destroy", turned);
        }
        return transposed;
    }

    @Override
    public synchronized void close() {
        weights.close(gemm);
        bias.close(gemm);
        if (transposed != null) {
            transposed.close(gemm);
        }
    }
}
