package sharelora.engine.task;

import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.RowLosses;

/**
 * Squared error of a number for each record.
 *
 * @param scores S numbers
 */
record RegressionHead(HeadedModel model, double[] scores) implements TaskHead {

    @Override
    public RowLosses loss(ForwardContext pass, double weight, double smoothing) {
        return pass.ops().squaredError(model.outputs(pass), scores, weight);
    }

    @Override
    public Predictions predictions(ForwardContext pass) {
        float[] outputs = pass.ops().read(model.outputs(pass)); // [S, 1]
        double[] values = new double[scores.length];
        double[] losses = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            values[i] = outputs[i];
            losses[i] = (values[i] - scores[i]) * (values[i] - scores[i]);
        }
        return Predictions.ofValues(values, losses);
    }
}
