package sharelora.predictor.compute;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import sharelora.engine.batch.Task;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.GeneratedText;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.MixedInference;
import sharelora.engine.model.config.ModelShape;

/**
 * Has a model answer queries, alone or with others of its base. An answer depends on its query and the model alone, to the
 * last bit, whatever it was asked together with.
 *
 * @param together what computes all models of its base
 * @param shape sizes of the model's base
 * @param ends tokens that end a text
 * @param words the text of generated tokens
 */
public record Answering(
        InferenceModel model,
        MixedInference together,
        ModelShape shape,
        List<Integer> ends,
        Function<int[], String> words) {

    /** Whether it answers in one batch with others of its base; a text that is generated is computed with its own alone. */
    public boolean mixes() {
        return model.task() != Task.GENERATION;
    }

    /** An answer for each query, in their order. */
    public List<Answer> answers(List<EncodedQuery> queries) {
        return AskedModel.answers(List.of(new AskedModel(this, queries))).getFirst();
    }

    /** By the words of the trainer, which leaves out the same records. */
    Optional<Answer.Refused> obstacle(EncodedQuery query) {
        if (query.length() > shape.positions()) {
            return Optional.of(new Answer.Refused(
                    "longer-than-positions",
                    "the query has " + query.length() + " tokens, expected at most " + shape.positions()
                            + " as the base has positions"));
        }
        return Arrays.stream(query.ids())
                .filter(token -> token < 0 || token >= shape.vocabulary())
                .boxed()
                .findFirst()
                .map(token -> new Answer.Refused(
                        "token-beyond-vocabulary",
                        "the query has token " + token + ", expected 0 to " + (shape.vocabulary() - 1)
                                + " as the base has a vocabulary of " + shape.vocabulary()));
    }

    /** @param outputs of one query, a logit for each class or a number */
    Answer said(float[] outputs) {
        return model.task() == Task.CLASSIFICATION
                ? classified(InferenceModel.probabilities(outputs))
                : scored(outputs[0]);
    }

    private Answer classified(double[] probabilities) {
        int best = 0;
        for (int i = 0; i < probabilities.length; i++) {
            if (!Double.isFinite(probabilities[i])) {
                return notFinite("a probability", probabilities[i]);
            }
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        List<String> labels = model.labels();
        return new Answer.Classified(
                labels.get(best), labels, Arrays.stream(probabilities).boxed().toList());
    }

    private static Answer scored(double score) {
        return Double.isFinite(score) ? new Answer.Scored(score) : notFinite("the score", score);
    }

    /** How each text goes on. */
    List<Answer> continued(List<EncodedQuery> queries) {
        List<int[]> prompts = queries.stream().map(EncodedQuery::ids).toList();
        int[] most = queries.stream().mapToInt(EncodedQuery::most).toArray();
        return model.continuations(prompts, most, ends).stream()
                .map(this::generated)
                .toList();
    }

    /** Tokens of each text, in their order, without one that ended it. */
    List<int[]> continuations(List<Continuation> texts, Search search) {
        int[] most = texts.stream().mapToInt(text -> text.prompt().most()).toArray();
        int longest = Math.max(1, Arrays.stream(most).max().orElse(1));
        return model.continued(
                texts.stream().map(text -> text.prompt().ids()).toList(),
                most,
                new Decoding(longest, search.beams(), search.lengthPenalty(), 0, ends),
                texts.stream().map(Continuation::follower).toList());
    }

    private Answer generated(GeneratedText said) {
        return Double.isFinite(said.logProbability())
                ? new Answer.Generated(words.apply(said.tokens()), said.tokens().length, said.logProbability())
                : notFinite("the log-probability", said.logProbability());
    }

    private static Answer notFinite(String what, double found) {
        return new Answer.Refused("not-finite", what + " is " + found + ", expected a finite number");
    }
}
