package sharelora.engine.fused.onednn;

import sharelora.engine.fused.gemm.Gemm;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.onednn.MatmulShape.Matmul;
import sharelora.engine.fused.onednn.MatmulShape.Purpose;

/** Weights packed for the forward pass and, from the first backward pass on, transposed for that too. */
final class OneDnnPacked implements Gemm.Packed {

    private final OneDnnGemm gemm;
    private final int in;
    private final int out;
    private final MatmulShape forward;
    private final MatmulShape backward;
    private final Operand weights;
    private final Operand bias;
    private volatile Operand transposed;

    private OneDnnPacked(OneDnnGemm gemm, int in, int out) {
        this.gemm = gemm;
        this.in = in;
        this.out = out;
        this.forward = gemm.shape(in, out);
        this.backward = gemm.shape(out, in);
        this.weights = Operand.of(gemm, forward.weights());
        this.bias = Operand.of(gemm, forward.bias());
    }

    static OneDnnPacked of(OneDnnGemm gemm, Matrix weights, Matrix bias) {
        OneDnnPacked packed = new OneDnnPacked(gemm, weights.columns(), weights.rows());
        long plain = gemm.library()
                .memoryDescriptor(OneDnn.FLOAT32, packed.in, packed.out, 1, weights.pitch()); // Wᵀ, as it lies
        gemm.reorder(weights.address(), plain, packed.weights.address(), packed.forward.weights());
        gemm.library().run("dnnl_memory_desc_destroy", plain);
        Lanes.copy(bias.address(), packed.bias.address(), bias.columns());
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

    private void multiply(MatmulShape shape, Purpose purpose, Operand operand, Matrix x, Matrix y) {
        long biasMemory = purpose == Purpose.ADD_BIAS ? bias.memory() : 0;
        OneDnnStream stream = gemm.takeStream();
        for (int i = 0; i < x.rows(); i += MatmulShape.BLOCK) {
            Matmul matmul = shape.matmul(purpose, MatmulShape.blockRows(x.rows() - i));
            stream.multiply(matmul, operand.memory(), biasMemory, x.row(i), y.row(i));
        }
        gemm.returnStream(stream);
    }

    private Operand transposed() {
        Operand made = transposed;
        return made == null ? transpose() : made;
    }

    /** From the packed weights, so that the originals need not be kept for it. */
    private synchronized Operand transpose() {
        if (transposed == null) {
            OneDnn library = gemm.library();
            long plain = library.memoryDescriptor(gemm.factors(), in, out, out, 1);
            long swapped =
                    library.memoryDescriptor(gemm.factors(), out, in, 1, out); // the same numbers, seen the other way
            try (Block copy = Block.of(Math.ceilDiv(library.bytes(plain), Float.BYTES))) {
                gemm.reorder(weights.address(), forward.weights(), copy.address(), plain);
                Operand operand = Operand.of(gemm, backward.weights());
                gemm.reorder(copy.address(), swapped, operand.address(), backward.weights());
                transposed = operand;
            }
            library.run("dnnl_memory_desc_destroy", plain);
            library.run("dnnl_memory_desc_destroy", swapped);
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
