package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.AttentionShape;

/**
 * Rotary positions: the halves (a, b) of a head become (a cos - b sin, b cos + a sin).
 *
 * @param cos [N, K/2]
 * @param sin [N, K/2]
 * @param turned heads that are turned: queries' and keys'
 */
record Rotation(INDArray cos, INDArray sin, int turned) {

    /** @param turns [N, K]: cosines, then sines, of each token */
    static Rotation of(INDArray turns, AttentionShape shape, int columns) {
        int width = shape.width(columns);
        if (width % 2 != 0 || turns.columns() != width) {
            throw new IllegalArgumentException(
                    "heads of " + width + " columns are turned by angles of " + turns.columns() + ", expected as many");
        }
        return new Rotation(
                columns(turns, 0, width / 2),
                columns(turns, width / 2, width / 2),
                shape.queries() + shape.keyValues());
    }

    INDArray forward(INDArray x) {
        return turn(x, sin);
    }

    /** The transposed rotation is the one by the opposite angle. */
    INDArray backward(INDArray dy) {
        try (INDArray opposite = sin.neg()) {
            return turn(dy, opposite);
        }
    }

    private INDArray turn(INDArray x, INDArray sine) {
        INDArray y = x.dup('c');
        int half = cos.columns();
        for (int head = 0; head < turned; head++) {
            INDArray left = columns(x, 2 * head * half, half); // [N, K/2]
            INDArray right = columns(x, (2 * head + 1) * half, half); // [N, K/2]
            try (INDArray fromRight = right.mul(sine);
                    INDArray fromLeft = left.mul(sine)) {
                columns(y, 2 * head * half, half).muli(cos).subi(fromRight);
                columns(y, (2 * head + 1) * half, half).muli(cos).addi(fromLeft);
            }
        }
        return y;
    }

    private static INDArray columns(INDArray x, int first, int count) {
        return x.get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + count));
    }
}
