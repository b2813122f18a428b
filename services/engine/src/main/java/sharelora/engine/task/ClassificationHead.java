package sharelora.engine.task;

import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.RowLosses;

/**
 * Softmax cross-entropy of a class for each record.
 *
 * @param classes S indexes into the labels
 */
record ClassificationHead(HeadedModel model, int[] classes) implements TaskHead {

    @Override
    public RowLosses loss(ForwardContext pass, double weight, double smoothing) {
        return pass.ops().crossEntropy(model.outputs(pass), classes, weight);
    }

    @Override
    public Predictions predictions(ForwardContext pass) {
        float[] logits = pass.ops().read(model.outputs(pass)); // [S, C]
        return Predictions.ofLogits(logits, logits.length / classes.length, classes);
    }
}
