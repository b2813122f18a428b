package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** x Φ(x) with the normal distribution's Φ(x) = (1 + erf(x / √2)) / 2. ND4J's own GELU is one of its approximations. */
final class Gelu {

    private Gelu() {}

    static INDArray forward(INDArray x) {
        return phi(x).muli(x);
    }

    /** dx = dy · (Φ(x) + x exp(-x² / 2) / √(2π)). */
    static INDArray backward(INDArray x, INDArray dy) {
        try (INDArray density = x.mul(x)) {
            Transforms.exp(density.muli(-0.5), false)
                    .muli(1 / Math.sqrt(2 * Math.PI))
                    .muli(x);
            return phi(x).addi(density).muli(dy);
        }
    }

    private static INDArray phi(INDArray x) {
        return Nd4j.exec(new Erf(x.mul(Math.sqrt(0.5)))).addi(1).muli(0.5);
    }
}
