package sharelora.text;

import java.util.Arrays;

/**
 * A prompt with its completion, as token ids; the array is its own, not to be changed.
 *
 * @param ids special tokens included
 * @param prompt how many of the ids are the prompt; the others are the completion
 */
public record Completed(int[] ids, int prompt) {

    public Completed {
        if (prompt < 0 || prompt >= ids.length) {
            throw new IllegalArgumentException("prompt is " + prompt + ", expected 0 to " + (ids.length - 1));
        }
    }

    /** How many tokens have a loss: those of the completion that follow another token. */
    public int asked() {
        return ids.length - Math.max(1, prompt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Completed completed && prompt == completed.prompt && Arrays.equals(ids, completed.ids);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + prompt;
    }

    @Override
    public String toString() {
        return "Completed[" + Arrays.toString(ids) + ", " + prompt + "]";
    }
}
