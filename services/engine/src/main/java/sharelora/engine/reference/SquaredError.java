package sharelora.engine.reference;

import sharelora.engine.ops.RowLosses;

/** (x - score)² in float64, whatever the engine's type. */
final class SquaredError {

    private final double[] errors;

    /** @param x [S, 1] */
    SquaredError(double[][] x, double[] scores) {
        if (scores.length != x.length || x[0].length != 1) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + x.length + " rows of " + x[0].length + " columns");
        }
        this.errors = new double[scores.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = x[i][0] - scores[i];
        }
    }

    RowLosses losses() {
        double[] losses = new double[errors.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = errors[i] * errors[i];
        }
        return new RowLosses(losses, new boolean[losses.length]);
    }

    /** 2 · weight · (x - score), S numbers. */
    double[] gradient(double weight) {
        double[] gradient = new double[errors.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = 2 * weight * errors[i];
        }
        return gradient;
    }
}
