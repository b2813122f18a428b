package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import sharelora.engine.ops.FrozenNorm;

/**
 * Frozen gain [1, D] and bias [1, D]; each row becomes gain · (x - mean) / √(variance + ε) + bias.
 *
 * @param centred false for an RMS norm, which is the same without subtracting the mean
 */
record LayerNorm(INDArray gain, INDArray bias, double epsilon, boolean centred) implements FrozenNorm {

    /** What a forward pass leaves: rows without gain and bias [N, D], and 1 / √(variance + ε) [N, 1]. */
    record Rows(INDArray normal, INDArray inverse) {}

    @Override
    public int columns() {
        return gain.columns();
    }

    /** @param arena keeps the result for backward */
    Rows rows(INDArray x, Arena arena) {
        try (INDArray mean = mean(x)) {
            INDArray normal = arena.own(x.subColumnVector(mean)); // [N, D]
            try (INDArray squares = normal.mul(normal)) {
                INDArray inverse = arena.own(squares.mean(true, 1)); // [N, 1]
                Transforms.sqrt(inverse.addi(epsilon), false).rdivi(1);
                return new Rows(normal.muliColumnVector(inverse), inverse);
            }
        }
    }

    INDArray forward(Rows rows) {
        return rows.normal.mulRowVector(gain).addiRowVector(bias); // [N, D]
    }

    /** dx = inverse · (g - mean(g) - normal · mean(g · normal)) with g = gain · dy, row by row. */
    INDArray backward(Rows rows, INDArray dy) {
        INDArray dx = dy.mulRowVector(gain); // [N, D]
        try (INDArray mean = mean(dx);
                INDArray product = dx.mul(rows.normal);
                INDArray slope = product.mean(true, 1);
                INDArray along = rows.normal.mulColumnVector(slope)) {
            return dx.subiColumnVector(mean).subi(along).muliColumnVector(rows.inverse); // [N, D]
        }
    }

    /** [N, 1]. */
    private INDArray mean(INDArray x) {
        INDArray mean = x.mean(true, 1);
        return centred ? mean : mean.muli(0);
    }
}
