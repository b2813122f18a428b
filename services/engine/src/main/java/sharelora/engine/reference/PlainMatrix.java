package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Weight [out, in] and bias [1, out], in the engine's own type. */
record PlainMatrix(INDArray weight, INDArray bias) implements ReferenceMatrix {

    @Override
    public int in() {
        return weight.columns();
    }

    @Override
    public int out() {
        return weight.rows();
    }

    @Override
    public INDArray forward(INDArray x) {
        return Product.ofTransposed(x, weight).addiRowVector(bias); // [N, out]
    }

    @Override
    public INDArray backward(INDArray dy) {
        return Product.of(dy, weight); // [N, in]
    }
}
