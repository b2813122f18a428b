package sharelora.engine.task;

import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.LanguageModel;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Sequences;

/**
 * Cross-entropy of each next token behind a prompt; each token is asked for with all before it given, also in a
 * prediction.
 *
 * @param prompts tokens of each of S records that are given
 */
record GenerationHead(LanguageModel model, int[] prompts) implements TaskHead {

    @Override
    public RowLosses loss(ForwardContext pass, double weight, double smoothing) {
        return model.losses(pass, prompts, weight, smoothing);
    }

    @Override
    public Predictions predictions(ForwardContext pass) {
        RowLosses rows = model.losses(pass, prompts, 1, 0);
        Sequences sequences = pass.sequences();
        int[] said = new int[prompts.length];
        double[] losses = new double[prompts.length];
        int row = 0;
        for (int i = 0; i < prompts.length; i++) {
            int end = row + sequences.length(i) - Math.max(1, prompts[i]);
            for (; row < end; row++) {
                losses[i] += rows.losses()[row];
                said[i] += rows.correct()[row] ? 1 : 0;
            }
        }
        return Predictions.ofTokens(said, losses);
    }
}
