package sharelora.engine.fused.operations;

import sharelora.engine.fused.autograd.FusedTensor;
import sharelora.engine.fused.autograd.ShardContext;
import sharelora.engine.fused.memory.Lanes;
import sharelora.engine.fused.memory.Matrix;
import sharelora.engine.ops.RowLosses;

/** (x - score)² in float64: there are few numbers, and their loss is what people compare. */
public final class SquaredError {

    private SquaredError() {}

    /** Adds 2 · weight · (x - score) to the numbers' gradient where they are tracked. */
    public static RowLosses apply(ShardContext shard, FusedTensor x, double[] scores, double weight) {
        Matrix z = x.value(); // [S, 1]
        if (scores.length != z.rows() || z.columns() != 1) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + z.rows() + " rows of " + z.columns() + " columns");
        }
        Matrix d = shard.zeros(z.rows(), 1); // [S, 1]
        double[] losses = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            double error = Lanes.get(z.row(i)) - scores[i];
            losses[i] = error * error;
            Lanes.set(d.row(i), (float) (2 * weight * error));
        }
        x.receive(d);
        return new RowLosses(losses, new boolean[scores.length]);
    }
}
