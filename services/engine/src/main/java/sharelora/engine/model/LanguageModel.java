package sharelora.engine.model;

import java.util.Arrays;
import sharelora.engine.ops.Loss;
import sharelora.engine.ops.RowLosses;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;

/** A base with an adapter and the base's own language head, which predicts the next token from a hidden state. */
public record LanguageModel(BaseModel base, Adapter adapter) {

    /**
     * The summed cross-entropy of the tokens behind each sequence's prompt. Only the hidden states that predict one of these
     * tokens are computed to the end.
     *
     * @param prompts how many tokens of each sequence are its prompt; the first token always belongs to it
     * @param weight of every token in the gradient
     * @param smoothing label smoothing, the share of each target that is spread over all words
     */
    public Loss loss(ForwardContext pass, int[] prompts, double weight, double smoothing) {
        return losses(pass, prompts, weight, smoothing).total();
    }

    /** The same token by token, in the order of the sequences. */
    public RowLosses losses(ForwardContext pass, int[] prompts, double weight, double smoothing) {
        Sequences sequences = pass.sequences();
        int[] before = before(sequences, prompts);
        if (before.length == 0) {
            return new RowLosses(new double[0], new boolean[0]);
        }
        int[] words = new int[before.length];
        Arrays.setAll(words, i -> sequences.tokenIds()[before[i] + 1]);
        Tensor asked = base.hidden(pass, adapter, before); // [M, D]
        return pass.ops().vocabularyLoss(asked, base.words(), words, weight, smoothing);
    }

    /** How many tokens have a loss. */
    public static int count(Sequences sequences, int[] prompts) {
        int count = 0;
        for (int i = 0; i < sequences.count(); i++) {
            count += Math.max(0, sequences.length(i) - Math.max(1, prompts[i]));
        }
        return count;
    }

    /** Indexes of the tokens whose next token has a loss. */
    private static int[] before(Sequences sequences, int[] prompts) {
        int[] places = new int[count(sequences, prompts)];
        int count = 0;
        for (int i = 0; i < sequences.count(); i++) {
            for (int token = Math.max(1, prompts[i]); token < sequences.length(i); token++) {
                places[count++] = sequences.starts()[i] + token - 1;
            }
        }
        return places;
    }
}
