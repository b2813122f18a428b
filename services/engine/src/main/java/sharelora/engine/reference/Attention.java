package sharelora.engine.reference;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.AttentionShape;
import sharelora.engine.ops.Dropout;
import sharelora.engine.ops.Sequences;

/** Attention of every head within every sequence; a forward pass leaves here what its backward needs. */
final class Attention {

    /** A score that no probability is left of, and no NaN comes from. */
    private static final double NEVER = -1e30;

    private final Sequences sequences;
    private final AttentionShape shape;
    private final int width;
    private final Keep keep;
    private final List<Weights> weights = new ArrayList<>();

    /** What is dropped, and who keeps the probabilities for backward. */
    record Keep(Dropout dropout, Arena arena) {}

    /** A head's probabilities [T, T], and dropout's factors on them, null where nothing is dropped. */
    private record Weights(INDArray probabilities, INDArray mask) {

        INDArray masked() {
            return mask == null ? probabilities.dup() : probabilities.mul(mask);
        }
    }

    /** @param width K */
    Attention(Sequences sequences, AttentionShape shape, int width, Keep keep) {
        this.sequences = sequences;
        this.shape = shape;
        this.width = width;
        this.keep = keep;
    }

    INDArray forward(INDArray qkv) {
        long[] size = {qkv.rows(), (long) shape.queries() * width};
        INDArray out = Nd4j.createUninitialized(qkv.dataType(), size, 'c'); // [N, H K]
        for (int s = 0; s < sequences.count(); s++) {
            for (int h = 0; h < shape.queries(); h++) {
                Weights head = weigh(qkv, s, h);
                weights.add(head);
                try (INDArray masked = head.masked()) {
                    INDArray values = part(qkv, shape.valueBlock(h), s);
                    Nd4j.matmul(masked, values, part(out, h, s), false, false, false); // [T, K]
                }
            }
        }
        return out;
    }

    private Weights weigh(INDArray qkv, int s, int h) {
        INDArray keys = part(qkv, shape.keyBlock(h), s);
        try (INDArray scores = Product.ofTransposed(part(qkv, h, s), keys)) { // [T, T]
            scores.muli(scale());
            if (shape.causal()) {
                hideTheFuture(scores);
            }
            INDArray probabilities = keep.arena.own(scores.ulike());
            Nd4j.exec((CustomOp) new SoftMax(scores, probabilities, 1));
            return new Weights(probabilities, mask(scores, s, h));
        }
    }

    private static void hideTheFuture(INDArray scores) {
        for (int i = 0; i < scores.rows(); i++) {
            for (int j = i + 1; j < scores.columns(); j++) {
                scores.putScalar(i, j, NEVER);
            }
        }
    }

    private INDArray mask(INDArray scores, int s, int h) {
        if (keep.dropout.probability() == 0) {
            return null;
        }
        Mask.Head head = new Mask.Head(h, shape.queries());
        return keep.arena.own(
                Mask.ofHead(scores.dataType(), keep.dropout, sequences.origins()[s], sequences.length(s), head));
    }

    /** @return the gradient by queries, keys and values side by side, [N, blocks K] */
    INDArray backward(INDArray qkv, INDArray dOut) {
        INDArray dQkv = Nd4j.create(qkv.dataType(), new long[] {qkv.rows(), qkv.columns()}, 'c');
        for (int s = 0; s < sequences.count(); s++) {
            for (int h = 0; h < shape.queries(); h++) {
                Weights head = weights.get(s * shape.queries() + h);
                INDArray dHead = part(dOut, h, s);
                try (INDArray masked = head.masked();
                        INDArray dScores = dScores(head, dHead, part(qkv, shape.valueBlock(h), s)); // [T, T]
                        INDArray dQuery = Product.of(dScores, part(qkv, shape.keyBlock(h), s)); // [T, K]
                        INDArray dKey = Product.transposedOf(dScores, part(qkv, h, s)); // [T, K]
                        INDArray dValue = Product.transposedOf(masked, dHead)) { // [T, K]
                    part(dQkv, h, s).addi(dQuery);
                    part(dQkv, shape.keyBlock(h), s).addi(dKey);
                    part(dQkv, shape.valueBlock(h), s).addi(dValue);
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

    /** Sequence s of a block of columns. A view [T, K]. */
    private INDArray part(INDArray matrix, int block, int s) {
        long first = (long) block * width;
        return matrix.get(
                NDArrayIndex.interval(sequences.starts()[s], sequences.starts()[s + 1]),
                NDArrayIndex.interval(first, first + width));
    }

    private double scale() {
        return 1 / Math.sqrt(width);
    }
}
