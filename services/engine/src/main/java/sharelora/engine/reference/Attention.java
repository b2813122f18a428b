package sharelora.engine.reference;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/** Attention of every head within every sequence; a forward pass leaves here what its backward needs. */
final class Attention {

    private final Sequences sequences;
    private final int heads;
    private final int columns;
    private final Dropout dropout;
    private final Arena arena;
    private final List<Weights> weights = new ArrayList<>();

    /** A head's probabilities [T, T], and dropout's factors on them, null where nothing is dropped. */
    private record Weights(INDArray probabilities, INDArray mask) {

        INDArray masked() {
            return mask == null ? probabilities.dup() : probabilities.mul(mask);
        }
    }

    /** @param arena keeps the probabilities for backward */
    Attention(Sequences sequences, int heads, int columns, Dropout dropout, Arena arena) {
        this.sequences = sequences;
        this.heads = heads;
        this.columns = columns;
        this.dropout = dropout;
        this.arena = arena;
    }

    INDArray forward(INDArray qkv) {
        INDArray out = Nd4j.createUninitialized(qkv.dataType(), new long[] {qkv.rows(), columns}, 'c'); // [N, D]
        for (int s = 0; s < sequences.count(); s++) {
            for (int h = 0; h < heads; h++) {
                Weights head = weigh(qkv, s, h);
                weights.add(head);
                try (INDArray masked = head.masked()) {
                    Nd4j.matmul(masked, part(qkv, 2, s, h), part(out, 0, s, h), false, false, false); // [T, K]
                }
            }
        }
        return out;
    }

    private Weights weigh(INDArray qkv, int s, int h) {
        try (INDArray scores = Product.ofTransposed(part(qkv, 0, s, h), part(qkv, 1, s, h))) { // [T, T]
            INDArray probabilities = arena.own(scores.ulike());
            Nd4j.exec((CustomOp) new SoftMax(scores.muli(scale()), probabilities, 1));
            return new Weights(probabilities, mask(scores, s, h));
        }
    }

    private INDArray mask(INDArray scores, int s, int h) {
        if (dropout.probability() == 0) {
            return null;
        }
        Mask.Head head = new Mask.Head(h, heads);
        return arena.own(Mask.ofHead(scores.dataType(), dropout, sequences.origins()[s], sequences.length(s), head));
    }

    /** @return the gradient by queries, keys and values side by side, [N, 3 D] */
    INDArray backward(INDArray qkv, INDArray dOut) {
        INDArray dQkv = qkv.ulike(); // [N, 3 D]
        for (int s = 0; s < sequences.count(); s++) {
            for (int h = 0; h < heads; h++) {
                Weights head = weights.get(s * heads + h);
                INDArray dHead = part(dOut, 0, s, h);
                try (INDArray masked = head.masked();
                        INDArray dScores = dScores(head, dHead, part(qkv, 2, s, h))) { // [T, T]
                    Nd4j.matmul(dScores, part(qkv, 1, s, h), part(dQkv, 0, s, h), false, false, false); // [T, K]
                    Nd4j.matmul(dScores, part(qkv, 0, s, h), part(dQkv, 1, s, h), true, false, false); // [T, K]
                    Nd4j.matmul(masked, dHead, part(dQkv, 2, s, h), true, false, false); // [T, K]
                }
            }
        }
        return dQkv;
    }

    /** Through dropout and softmax: p · (dp - Σ dp · p), row by row, times the scale of the scores. */
    private INDArray dScores(Weights head, INDArray dHead, INDArray values) {
        INDArray dScores = Product.ofTransposed(dHead, values); // [T, T]
        if (head.mask != null) {
            dScores.muli(head.mask);
        }
        try (INDArray product = dScores.mul(head.probabilities);
                INDArray sum = product.sum(true, 1)) {
            return dScores.subiColumnVector(sum).muli(head.probabilities).muli(scale());
        }
    }

    /** Sequence s and head h of the third {@code block} of columns: 0 queries, 1 keys, 2 values. A view [T, K]. */
    private INDArray part(INDArray matrix, int block, int s, int h) {
        int width = columns / heads;
        long first = (long) block * columns + (long) h * width;
        return matrix.get(
                NDArrayIndex.interval(sequences.starts()[s], sequences.starts()[s + 1]),
                NDArrayIndex.interval(first, first + width));
    }

    private double scale() {
        return 1 / Math.sqrt((double) columns / heads);
    }
}
