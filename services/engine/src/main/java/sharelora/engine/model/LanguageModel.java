package sharelora.engine.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/** A base with an adapter and the base's own language head: each token's hidden state is asked for the next token. */
public record LanguageModel(BaseModel base, Adapter adapter) {

    /**
     * Cross-entropy of the tokens behind each sequence's prompt, whose sum is returned. Hidden states that are asked for
     * nothing are not computed.
     *
     * @param prompts how many tokens of each sequence are given. The first of a sequence always is
     * @param weight of every token in the gradient
     * @param smoothing share of each target that all words have
     */
    public Loss loss(Pass pass, int[] prompts, double weight, double smoothing) {
        return losses(pass, prompts, weight, smoothing).total();
    }

    /** The same token by token, in the order of the sequences. */
    public RowLosses losses(Pass pass, int[] prompts, double weight, double smoothing) {
        Sequences sequences = pass.sequences();
        int[] targets = targets(sequences, prompts);
        if (targets.length == 0) {
            return new RowLosses(new double[0], new boolean[0]);
        }
        int[] before = Arrays.stream(targets).map(token -> token - 1).toArray();
        int[] words =
                Arrays.stream(targets).map(token -> sequences.tokenIds()[token]).toArray();
        Tensor asked = base.hidden(pass, adapter, before); // [M, D]
        return pass.ops().vocabularyLoss(asked, base.words(), words, weight, smoothing);
    }

    /** How many tokens there is a loss of. */
    public static int count(Sequences sequences, int[] prompts) {
        return targets(sequences, prompts).length;
    }

    /** Places of the tokens that are asked for. */
    private static int[] targets(Sequences sequences, int[] prompts) {
        return IntStream.range(0, sequences.count())
                .flatMap(i -> IntStream.range(
                        sequences.starts()[i] + Math.max(1, prompts[i]),
                        sequences.starts()[i + 1]))
                .toArray();
    }
}
