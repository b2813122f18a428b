package sharelora.engine.reference;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import sharelora.engine.ops.RowLosses;

/** Softmax cross-entropy against the words of a language head, some rows at a time, in float64 whatever the engine's type. */
final class VocabularyLoss {

    private static final int BLOCK = 64;

    private final ReferenceMatrix head;
    private final Weighting weighting;
    private final double[] losses;
    private final boolean[] correct;

    /** @param smoothing share of a target that all words have */
    public record Weighting(double weight, double smoothing) {}

    VocabularyLoss(ReferenceMatrix head, Weighting weighting, int rows) {
        this.head = head;
        this.weighting = weighting;
        this.losses = new double[rows];
        this.correct = new boolean[rows];
    }

    /** @param dx gets the gradient [M, D]; null where none is needed */
    RowLosses of(INDArray x, int[] targets, INDArray dx) {
        if (targets.length != x.rows()) {
            throw new IllegalArgumentException(targets.length + " targets for " + x.rows() + " rows");
        }
        for (int from = 0; from < targets.length; from += BLOCK) {
            int to = Math.min(targets.length, from + BLOCK);
            try (INDArray logits = head.forward(rows(x, from, to))) { // [block, V]
                double[][] slopes = logits.toDoubleMatrix();
                for (int i = from; i < to; i++) {
                    row(i, slopes[i - from], targets[i]);
                }
                if (dx != null) {
                    pull(slopes, rows(dx, from, to));
                }
            }
        }
        return new RowLosses(losses, correct);
    }

    /** Logits in, weight · (softmax - target) out. */
    private void row(int row, double[] z, int target) {
        if (target < 0 || target >= z.length) {
            throw new IllegalArgumentException("target " + target + " is not one of " + z.length + " words");
        }
        int best = 0;
        double total = 0;
        for (int j = 0; j < z.length; j++) {
            best = z[j] > z[best] ? j : best;
            total += z[j];
        }
        double top = z[best];
        double partition = 0;
        for (double logit : z) {
            partition += StrictMath.exp(logit - top);
        }
        double smoothing = weighting.smoothing();
        double normal = StrictMath.log(partition) + top;
        double expected = (1 - smoothing) * z[target] + (smoothing == 0 ? 0 : smoothing * total / z.length);
        losses[row] = normal - expected;
        correct[row] = best == target;
        for (int j = 0; j < z.length; j++) {
            z[j] = weighting.weight() * (StrictMath.exp(z[j] - top) / partition - smoothing / z.length);
        }
        z[target] -= weighting.weight() * (1 - smoothing);
    }

    private void pull(double[][] slopes, INDArray dx) {
        try (INDArray exact = Nd4j.create(slopes);
                INDArray dz = exact.castTo(dx.dataType());
                INDArray part = head.backward(dz)) { // [block, D]
            dx.assign(part);
        }
    }

    private static INDArray rows(INDArray x, int from, int to) {
        return x.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }
}
