package sharelora.engine.inference;

import java.util.List;

/**
 * How texts are generated.
 *
 * @param longest the most tokens that are added to a prompt
 * @param beams how many texts run at once; 1: greedy search, always the likeliest token
 * @param lengthPenalty a finished text's log-probability is divided by its length to this power, as in Hugging Face
 *     transformers: above 0 favours longer texts. Greedy search ignores it
 * @param noRepeat size of the n-grams that may occur only once in prompt and text together; 0: no limit
 * @param ends tokens that end a text, and are not part of it
 */
public record Decoding(int longest, int beams, double lengthPenalty, int noRepeat, List<Integer> ends) {

    private static final int MAX_BEAMS = 64;

    public Decoding {
        if (longest < 1) {
            throw new IllegalArgumentException("longest is " + longest + ", expected at least 1");
        }
        if (beams < 1 || beams > MAX_BEAMS) {
            throw new IllegalArgumentException("beams is " + beams + ", expected 1 to " + MAX_BEAMS);
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("lengthPenalty is " + lengthPenalty + ", expected a number");
        }
        if (noRepeat < 0) {
            throw new IllegalArgumentException("noRepeat is " + noRepeat + ", expected at least 0");
        }
        ends = List.copyOf(ends);
    }

    /** Greedy search: always the likeliest token. */
    public static Decoding greedy(int longest, List<Integer> ends) {
        return new Decoding(longest, 1, 1, 0, ends);
    }
}
