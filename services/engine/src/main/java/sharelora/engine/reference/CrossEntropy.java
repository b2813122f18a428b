package sharelora.engine.reference;

import sharelora.engine.ops.RowLosses;

/** Softmax cross-entropy in float64, whatever the engine's type. */
final class CrossEntropy {

    private final double[][] logits;
    private final int[] targets;

    /** @param logits [S, C] */
    CrossEntropy(double[][] logits, int[] targets) {
        if (targets.length != logits.length) {
            throw new IllegalArgumentException(targets.length + " targets for " + logits.length + " records");
        }
        for (int target : targets) {
            if (target < 0 || target >= logits[0].length) {
                throw new IllegalArgumentException(
                        "target " + target + " is not one of " + logits[0].length + " classes");
            }
        }
        this.logits = logits;
        this.targets = targets;
    }

    RowLosses losses() {
        double[] losses = new double[logits.length];
        boolean[] correct = new boolean[logits.length];
        for (int s = 0; s < logits.length; s++) {
            double[] row = logits[s];
            int best = likeliest(row);
            double partition = 0;
            for (double logit : row) {
                partition += StrictMath.exp(logit - row[best]);
            }
            losses[s] = StrictMath.log(partition) + row[best] - row[targets[s]];
            correct[s] = best == targets[s];
        }
        return new RowLosses(losses, correct);
    }

    /** weight · (softmax - one-hot), [S, C] row by row. */
    double[] gradient(double weight) {
        int classes = logits[0].length;
        double[] gradient = new double[Math.multiplyExact(logits.length, classes)];
        for (int s = 0; s < logits.length; s++) {
            double top = logits[s][likeliest(logits[s])];
            double partition = 0;
            for (double logit : logits[s]) {
                partition += StrictMath.exp(logit - top);
            }
            for (int c = 0; c < classes; c++) {
                double probability = StrictMath.exp(logits[s][c] - top) / partition;
                gradient[s * classes + c] = weight * (probability - (c == targets[s] ? 1 : 0));
            }
        }
        return gradient;
    }

    private static int likeliest(double[] row) {
        int best = 0;
        for (int c = 1; c < row.length; c++) {
            if (row[c] > row[best]) {
                best = c;
            }
        }
        return best;
    }
}
