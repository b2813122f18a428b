package sharelora.text;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Texts for a model that goes on with them → token ids: what the tokenizer puts before a text, the prompt, the completion,
 * the token that ends a text. Prompt and completion are tokenized apart, since whoever asks the model later has the prompt
 * alone; white space between them is the completion's first. What is longer than maxLength is cut at its end, and then has no
 * token that ends it: nothing ended there.
 */
public final class PromptTokenizer {

    private final TextTokenizer tokenizer;
    private final int[] opening;
    private final int[] end;

    private PromptTokenizer(TextTokenizer tokenizer, int[] opening, int end) {
        this.tokenizer = tokenizer;
        this.opening = opening;
        this.end = new int[] {end};
    }

    /**
     * A tokenizer of prompts, which does not own the other.
     *
     * @param endToken that a text ends with; one that the tokenizer's own template puts there does not come twice
     */
    public static PromptTokenizer of(TextTokenizer tokenizer, int endToken) {
        int[] special = tokenizer.encode("");
        int[] opening =
                IntStream.of(special).takeWhile(token -> token != endToken).toArray();
        return new PromptTokenizer(tokenizer, opening, endToken);
    }

    /** A prompt as the model gets it to go on with; cut like any other. At least one token where the base has one to begin. */
    public int[] prompt(String text) {
        return cut(joined(opening, tokenizer.encodeBare(text)));
    }

    /** A plain text: all of it is to be said. */
    public Completed encode(String text) {
        return new Completed(cut(joined(prompt(text), end)), 0);
    }

    /**
     * A prompt and how it goes on.
     *
     * @throws IllegalArgumentException where the prompt leaves no room for a token of the completion
     */
    public Completed encode(String text, String completion) {
        int[] prompt = prompt(text);
        if (prompt.length >= tokenizer.maxLength()) {
            throw new IllegalArgumentException("the text alone has " + tokenizer.maxLength()
                    + " tokens or more; expected room for a token of the completion below maxLength "
                    + tokenizer.maxLength());
        }
        return new Completed(cut(joined(joined(prompt, tokenizer.encodeBare(completion)), end)), prompt.length);
    }

    private int[] cut(int[] ids) {
        return ids.length > tokenizer.maxLength() ? Arrays.copyOf(ids, tokenizer.maxLength()) : ids;
    }

    private static int[] joined(int[] first, int[] second) {
        int[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
