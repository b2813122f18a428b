package sharelora.predictor.openai;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The text of tokens that come one after the other. A token may be a part of a character, and what it adds may depend on
 * the one before it: so only the last few are looked at again, and half a character waits for its other half.
 */
final class GrowingText {

    private static final char HALF = '\ufffd';

    /** A character has no more tokens than bytes: what is none by then never becomes one. */
    private static final int LONGEST_HALF = 8;

    private final Function<int[], String> words;
    private final StringBuilder text = new StringBuilder();
    private int[] tokens = new int[16];
    private int count;
    private int before;
    private int read;

    /** @param words the text of tokens */
    GrowingText(Function<int[], String> words) {
        this.words = words;
    }

    void add(int token) {
        tokens = count == tokens.length ? Arrays.copyOf(tokens, 2 * count) : tokens;
        tokens[count++] = token;
        String known = words.apply(Arrays.copyOfRange(tokens, before, read));
        String now = words.apply(Arrays.copyOfRange(tokens, before, count));
        boolean half = !now.isEmpty() && now.charAt(now.length() - 1) == HALF && count - read < LONGEST_HALF;
        if (!half && now.length() > known.length()) {
            text.append(now, known.length(), now.length());
            before = read;
            read = count;
        }
    }

    /** No token is to come: half a character is told as such. */
    void end() {
        String known = words.apply(Arrays.copyOfRange(tokens, before, read));
        String now = words.apply(Arrays.copyOfRange(tokens, before, count));
        text.append(now, Math.min(known.length(), now.length()), now.length());
        before = count;
        read = count;
    }

    /** As far as it is known. */
    StringBuilder text() {
        return text;
    }

    int tokens() {
        return count;
    }
}
