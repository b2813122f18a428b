package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.RowLosses;

/** Softmax cross-entropy in float64: there are few logits, and their loss is what people compare. */
public final class CrossEntropy {

    private final double[] losses;
    private final boolean[] correct;

    private CrossEntropy(int rows) {
        this.losses = new double[rows];
        this.correct = new boolean[rows];
    }

    /** Adds weight · (softmax - one-hot) to the logits' gradient where they are tracked. */
    public static RowLosses apply(ShardContext shard, FusedTensor logits, int[] targets, double weight) {
        Matrix z = logits.value(); // [S, C]
        if (targets.length != z.rows()) {
            throw new IllegalArgumentException(targets.length + " targets for " + z.rows() + " rows of logits");
        }
        Matrix d = shard.matrix(z.rows(), z.columns()); // [S, C]
        CrossEntropy entropy = new CrossEntropy(targets.length);
        double[] row = new double[z.columns()];
        for (int i = 0; i < targets.length; i++) {
            entropy.row(i, z.row(i), row, targets[i]);
            for (int j = 0; j < row.length; j++) {
                double slope = weight * (row[j] - (j == targets[i] ? 1 : 0));
                Lanes.set(d.row(i) + (long) j * Float.BYTES, (float) slope);
            }
        }
        logits.receive(d);
        return new RowLosses(entropy.losses, entropy.correct);
    }

    /** Counts one record and leaves its probabilities in {@code p}. */
    private void row(int record, long logits, double[] p, int target) {
        if (target < 0 || target >= p.length) {
            throw new IllegalArgumentException("class " + target + " of " + p.length);
        }
        int best = 0;
        for (int j = 0; j < p.length; j++) {
            p[j] = Lanes.get(logits + (long) j * Float.BYTES);
            best = p[j] > p[best] ? j : best;
        }
        double top = p[best];
        double own = p[target] - top;
        double total = 0;
        for (int j = 0; j < p.length; j++) {
            p[j] = StrictMath.exp(p[j] - top);
            total += p[j];
        }
        for (int j = 0; j < p.length; j++) {
            p[j] /= total;
        }
        losses[record] = StrictMath.log(total) - own;
        correct[record] = best == target;
    }
}
