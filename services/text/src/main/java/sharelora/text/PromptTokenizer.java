package sharelora.text;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tokenizes prompts and completions for a generative model: first the tokens that the tokenizer puts before a text, then the
 * prompt, the completion, and the end token. Prompt and completion are tokenized apart, since at inference the prompt comes
 * alone; white space between them belongs to the completion. A text longer than maxLength is truncated at its end, and then
 * has no end token.
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
     * A tokenizer of prompts; the caller still owns and closes {@code tokenizer}.
     *
     * @param endToken that a text ends with; it is not added where the tokenizer's own template adds it already
     */
    public static PromptTokenizer of(TextTokenizer tokenizer, int endToken) {
        int[] special = tokenizer.encode("");
        int[] opening =
                IntStream.of(special).takeWhile(token -> token != endToken).toArray();
        return new PromptTokenizer(tokenizer, opening, endToken);
    }

    /** A prompt as the model gets it at inference, truncated as any text. It has a token at least where the base has a begin token. */
    public int[] prompt(String text) {
        return cut(joined(opening, tokenizer.encodeBare(text)));
    }

    /**
     * As {@link #prompt}, with whether that was all of the text.
     *
     * @throws TextRefusedException where the tokenizer has no tokens for it
     */
    public Encoding promptEncoding(String text) {
        Encoding bare = tokenizer.bareEncoding(text);
        int[] all = joined(opening, bare.tokens().ids());
        return new Encoding(Tokens.of(cut(all)), bare.truncated() || all.length > tokenizer.maxLength());
    }

    /** A plain text, all of which is completion. */
    public Completed encode(String text) {
        return new Completed(cut(joined(prompt(text), end)), 0);
    }

    /**
     * A prompt and its completion.
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
