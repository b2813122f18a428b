package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import sharelora.engine.ops.FrozenMatrix;

/** Frozen weights [out, in] with a bias. */
interface ReferenceMatrix extends FrozenMatrix {

    /** x Wᵀ + b, [N, in] to a new [N, out]. */
    INDArray forward(INDArray x);

    /** dy W, [N, out] to a new [N, in]. */
    INDArray backward(INDArray dy);
}
