package sharelora.engine.inference;

import java.util.List;

/**
 * How texts are gone on with.
 *
 * @param longest tokens that are added at most
 * @param beams texts that are followed at once; 1: greedy, always the likeliest token
 * @param lengthPenalty what a finished text's log-probability is divided by its length to the power of; above 0 longer
 *     texts win. It is nothing to a greedy search
 * @param noRepeat size of the n-grams that may not be there twice, the prompt counted; 0: any may
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

    /** The likeliest token, one after the other. */
    public static Decoding greedy(int longest, List<Integer> ends) {
        return new Decoding(longest, 1, 1, 0, ends);
    }
}
