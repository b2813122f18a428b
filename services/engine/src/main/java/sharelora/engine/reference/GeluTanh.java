package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** x (1 + tanh(u)) / 2 with u = √(2/π) (x + 0.044715 x³): the GELU of GPT-2. */
final class GeluTanh {

    private static final double ROOT = Math.sqrt(2 / Math.PI);

    private static final double CUBIC = 0.044715;

    private GeluTanh() {}

    static INDArray forward(INDArray x) {
        return tanh(x).addi(1).muli(0.5).muli(x);
    }

    /** dx = dy · ((1 + t) / 2 + x (1 - t²) u' / 2), t = tanh(u). */
    static INDArray backward(INDArray x, INDArray dy) {
        try (INDArray t = tanh(x);
                INDArray slope = x.mul(x)) {
            slope.muli(3 * CUBIC).addi(1).muli(ROOT).muli(x); // x u'
            try (INDArray rest = t.mul(t)) {
                slope.muli(rest.rsubi(1));
            }
            return t.add(1).addi(slope).muli(0.5).muli(dy);
        }
    }

    private static INDArray tanh(INDArray x) {
        INDArray u = x.mul(x).muli(CUBIC).addi(1).muli(x).muli(ROOT);
        return Transforms.tanh(u, false);
    }
}
