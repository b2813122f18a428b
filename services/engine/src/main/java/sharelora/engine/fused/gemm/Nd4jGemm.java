package sharelora.engine.fused.gemm;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.pointers.PagedPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import sharelora.engine.fused.memory.Arena;
import sharelora.engine.fused.memory.Block;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.fused.memory.Rows;

/**
 * Products by {@code Nd4j.matmul} on weights as they are: where oneDNN cannot be loaded. The same call gives the same bits,
 * but OpenBLAS rounds a row by its place in the call too, so another cut of a batch may differ in last bits.
 */
public final class Nd4jGemm implements Gemm {

    @Override
    public String description() {
        return "ND4J's BLAS";
    }

    @Override
    public Packed pack(Matrix weights, Matrix bias) {
        return Plain.of(weights, bias);
    }

    @Override
    public void close() {
        // holds nothing: weights are closed by whoever had them packed
    }

    /**
     * Weights padded to whole vectors both ways, so that every operand is contiguous.
     *
     * @param weights [out, in], padded with zeros
     */
    private record Plain(int in, int out, Block weights, Block bias) implements Packed {

        static Plain of(Matrix weights, Matrix bias) {
            int in = weights.columns();
            int out = weights.rows();
            Plain plain =
                    new Plain(in, out, Block.of((long) Lanes.whole(out) * Lanes.whole(in)), Block.of(Lanes.whole(out)));
            Lanes.copy(weights.address(), plain.weights.address(), weights.floats());
            Lanes.copy(bias.address(), plain.bias.address(), out);
            return plain;
        }

        @Override
        public void forward(Matrix x, Matrix y) {
            Nd4j.matmul(rows(x), matrix(), rows(y), false, true, false); // [N, in] · [in, out]
            for (int i = 0; i < y.rows(); i++) {
                Rows.add(y.row(i), bias.address(), y.pitch());
            }
        }

        @Override
        public void backward(Matrix dy, Matrix dx, boolean add) {
            if (!add) {
                Nd4j.matmul(rows(dy), matrix(), rows(dx), false, false, false); // [N, out] · [out, in]
                return;
            }
            try (INDArray part = Nd4j.matmul(rows(dy), matrix(), false, false, false)) {
                Rows.add(dx.address(), part.data().address(), dx.floats());
            }
        }

        private INDArray matrix() {
            return view(weights.address(), Lanes.whole(out), Lanes.whole(in));
        }

        /** In whole groups: with up to three rows OpenBLAS takes a slower path. */
        private static INDArray rows(Matrix matrix) {
            int group = Arena.ROW_GROUP;
            return view(matrix.address(), (matrix.rows() + group - 1) / group * group, matrix.pitch());
        }

        /** ND4J's array over memory that is not its to free. */
        private static INDArray view(long address, int rows, int columns) {
            long floats = (long) rows * columns;
            PagedPointer pointer = new PagedPointer(address);
            return Nd4j.create(
                    Nd4j.createBuffer(pointer.asFloatPointer(), floats, DataType.FLOAT),
                    new long[] {rows, columns},
                    new long[] {columns, 1},
                    0,
                    'c');
        }

        @Override
        public void close() {
            weights.close();
            bias.close();
        }
    }
}
