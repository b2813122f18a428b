package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * silu(left) · right, silu(x) = x σ(x).
 *
 * @param left [N, F]
 * @param right [N, F]
 */
record SiluGate(INDArray left, INDArray right) {

    static SiluGate of(INDArray x) {
        if (x.columns() % 2 != 0) {
            throw new IllegalArgumentException("siluGate of " + x.columns() + " columns, expected an even number");
        }
        return new SiluGate(half(x, 0), half(x, 1));
    }

    INDArray forward() {
        return Transforms.sigmoid(left, true).muli(left).muli(right);
    }

    /** By the left: dy · right · σ (1 + left (1 - σ)); by the right: dy · silu(left). */
    INDArray backward(INDArray dy) {
        INDArray dx =
                Nd4j.createUninitialized(dy.dataType(), new long[] {dy.rows(), 2L * dy.columns()}, 'c'); // [N, 2 F]
        try (INDArray sigmoid = Transforms.sigmoid(left, true);
                INDArray slope = sigmoid.rsub(1)) {
            slope.muli(left).addi(1).muli(sigmoid).muli(right).muli(dy);
            half(dx, 0).assign(slope);
            half(dx, 1).assign(sigmoid.muli(left).muli(dy));
        }
        return dx;
    }

    private static INDArray half(INDArray x, int which) {
        long width = x.columns() / 2;
        return x.get(NDArrayIndex.all(), NDArrayIndex.interval(which * width, (which + 1) * width));
    }
}
