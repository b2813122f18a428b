package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import sharelora.engine.ops.FrozenMatrix;

/** Weight [out, in] and bias [1, out]. */
record ReferenceMatrix(INDArray weight, INDArray bias) implements FrozenMatrix {

    @Override
    public int in() {
        return weight.columns();
    }

    @Override
    public int out() {
        return weight.rows();
    }
}
