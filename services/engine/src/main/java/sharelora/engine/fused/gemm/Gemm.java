package sharelora.engine.fused.gemm;

import java.util.List;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.fused.memory.Arena;
import sharelora.engine.fused.memory.FrozenRows;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.FrozenMatrix;

/**
 * Products with frozen weights; the same call gives the same bits, on any thread. Matrices are an {@link Arena}'s: memory
 * behind the last row, up to whole groups of rows, may be read and overwritten.
 */
public interface Gemm extends AutoCloseable {

    /** Library and version. */
    String description();

    /**
     * Prepares weights for any number of products, from any thread.
     *
     * @param weights [out, in], not needed afterwards
     * @param bias [1, out], not needed afterwards
     */
    Packed pack(Matrix weights, Matrix bias);

    /**
     * The same for projections with one input, stacked by their outputs.
     *
     * @param weights each [out_i, in]
     */
    default Packed pack(List<Weight> weights, Matrix bias) {
        try (FrozenRows matrix = FrozenRows.rows(weights)) {
            return pack(matrix.matrix(), bias);
        }
    }

    @Override
    void close();

    /** Weights in the library's own format. */
    interface Packed extends FrozenMatrix, AutoCloseable {

        /** y = x Wᵀ + b, [N, in] to [N, out]. */
        void forward(Matrix x, Matrix y);

        /** dx = dy W, or dx += dy W, [N, out] to [N, in]. */
        void backward(Matrix dy, Matrix dx, boolean add);

        @Override
        void close();
    }
}
