package sharelora.engine.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;

/**
 * How a prompt goes on. The array is its own, not to be changed.
 *
 * @param tokens behind the prompt, without the one that ended them; maybe none
 * @param logProbability natural logarithm of the tokens' probability, each with all before it given; 0 where there is none
 */
public record GeneratedText(int[] tokens, double logProbability) {

    /**
     * Texts with their probabilities, which a second pass over prompt and text finds.
     *
     * @param losses sum of the cross-entropies of each record's completion
     */
    static List<GeneratedText> scored(List<int[]> prompts, List<int[]> said, Function<PackedBatch, double[]> losses) {
        double[] found = new double[said.size()];
        int[] asked = indexesOfTexts(said);
        if (asked.length > 0) {
            double[] some = losses.apply(packed(prompts, said, asked));
            for (int i = 0; i < asked.length; i++) {
                found[asked[i]] = -some[i];
            }
        }
        List<GeneratedText> scored = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            scored.add(new GeneratedText(said.get(i), found[i]));
        }
        return List.copyOf(scored);
    }

    private static int[] indexesOfTexts(List<int[]> said) {
        int[] indexes = new int[said.size()];
        int count = 0;
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).length > 0) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }

    private static PackedBatch packed(List<int[]> prompts, List<int[]> said, int[] records) {
        int[] starts = new int[records.length + 1];
        int[] given = new int[records.length];
        for (int i = 0; i < records.length; i++) {
            given[i] = prompts.get(records[i]).length;
            starts[i + 1] = starts[i] + given[i] + said.get(records[i]).length;
        }
        int[] tokens = new int[starts[records.length]];
        for (int i = 0; i < records.length; i++) {
            System.arraycopy(prompts.get(records[i]), 0, tokens, starts[i], given[i]);
            System.arraycopy(said.get(records[i]), 0, tokens, starts[i] + given[i], said.get(records[i]).length);
        }
        return new PackedBatch(tokens, starts, new Targets.Completions(given));
    }
}
