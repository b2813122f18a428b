package sharelora.text;

import java.util.Arrays;

/**
 * A text that is gone on with, as token ids; the array is its own, not to be changed.
 *
 * @param ids special tokens included
 * @param prompt how many of them are given; the others are to be said
 */
public record Completed(int[] ids, int prompt) {

    public Completed {
        if (prompt < 0 || prompt >= ids.length) {
            throw new IllegalArgumentException("prompt is " + prompt + ", expected 0 to " + (ids.length - 1));
        }
    }

    /** Tokens that are asked for: those to be said that have one before them. */
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
