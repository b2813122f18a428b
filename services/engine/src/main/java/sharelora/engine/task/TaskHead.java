package sharelora.engine.task;

import sharelora.engine.batch.Targets;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.LanguageModel;
import sharelora.engine.ops.RowLosses;

/**
 * A model that is held to the targets of some records, as their task does it. {@link #of} is the only place of the engine
 * that chooses what is lost and what is predicted.
 */
public sealed interface TaskHead permits ClassificationHead, RegressionHead, GenerationHead {

    /** The model, held to those targets. */
    static TaskHead of(HeadedModel model, Targets targets) {
        return switch (targets) {
            case Targets.Classes(int[] classes) -> new ClassificationHead(model, classes);
            case Targets.Scores(double[] scores) -> new RegressionHead(model, scores);
            case Targets.Completions(int[] prompts) ->
                new GenerationHead(new LanguageModel(model.base(), model.adapter()), prompts);
        };
    }

    /**
     * What the model loses on the records, recorded for a backward pass.
     *
     * @param pass of exactly these records
     * @param weight of everything that is asked, in the gradient
     * @param smoothing share of each target that all words have, where the task is generation
     * @return a row for each answer that is asked, in the order of the records
     */
    RowLosses loss(ForwardContext pass, double weight, double smoothing);

    /**
     * What the model says of the records.
     *
     * @param pass of exactly these records
     */
    Predictions predictions(ForwardContext pass);
}
