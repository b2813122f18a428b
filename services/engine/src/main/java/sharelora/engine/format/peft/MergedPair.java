package sharelora.engine.format.peft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Pairs of some of GPT-2's query, key and value as one pair of {@code c_attn}, whose outputs are theirs one after the
 * other: A are the parts' A below each other, B has each part's B in its rows and its ranks, zero elsewhere. PEFT has no
 * other place for pairs of their own.
 *
 * @param parts names of the parts, in the order of their ranks
 * @param pair of rank parts · R
 */
record MergedPair(List<String> parts, LowRankPair pair) {

    /** What the outputs of c_attn are. */
    static final List<String> BLOCKS = List.of("query", "key", "value");

    /** @param pairs by part */
    static MergedPair of(TreeMap<Integer, LowRankPair> pairs) {
        LowRankPair first = pairs.firstEntry().getValue();
        int rank = first.rank();
        int hidden = first.in();
        int all = rank * pairs.size();
        float[] a = new float[all * hidden]; // [parts R, D]
        float[] b = new float[BLOCKS.size() * hidden * all]; // [3 D, parts R]
        List<String> parts = new ArrayList<>();
        pairs.forEach((block, pair) -> {
            int part = parts.size();
            System.arraycopy(pair.a(), 0, a, part * rank * hidden, rank * hidden);
            for (int i = 0; i < hidden; i++) {
                System.arraycopy(pair.b(), i * rank, b, (block * hidden + i) * all + part * rank, rank);
            }
            parts.add(BLOCKS.get(block));
        });
        return new MergedPair(parts, new LowRankPair(hidden, BLOCKS.size() * hidden, a, b));
    }

    /**
     * Splits the merged pair into its parts.
     *
     * @return by part
     * @throws IllegalArgumentException where B is not zero outside the parts' blocks, or cannot be cut into them
     */
    TreeMap<String, LowRankPair> split() {
        int rank = pair.rank() / parts.size();
        int hidden = pair.in();
        if (rank * parts.size() != pair.rank() || pair.out() != BLOCKS.size() * hidden) {
            throw new IllegalArgumentException(pair + ": expected ranks and outputs of the parts " + parts);
        }
        TreeMap<String, LowRankPair> pairs = new TreeMap<>();
        for (int part = 0; part < parts.size(); part++) {
            float[] a = new float[rank * hidden];
            float[] b = new float[hidden * rank];
            System.arraycopy(pair.a(), part * rank * hidden, a, 0, a.length);
            for (int i = 0; i < pair.out(); i++) {
                for (int j = 0; j < rank; j++) {
                    float number = pair.b()[i * pair.rank() + part * rank + j];
                    if (i / hidden == BLOCKS.indexOf(parts.get(part))) {
                        b[i % hidden * rank + j] = number;
                    } else if (number != 0) {
                        throw new IllegalArgumentException("lora_B of c_attn holds " + number + " at [" + i + ", "
                                + (part * rank + j) + "]: expected 0 outside of " + parts.get(part));
                    }
                }
            }
            pairs.put(parts.get(part), new LowRankPair(hidden, hidden, a, b));
        }
        return pairs;
    }
}
