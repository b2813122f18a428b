package sharelora.text;

import java.util.Arrays;

/**
 * One text, or a pair, as token ids; the array is its own, not to be changed.
 *
 * @param ids special tokens included
 * @param second index of the second text's first id; the number of ids where there is no second text
 */
public record Tokens(int[] ids, int second) {

    public Tokens {
        if (second < 0 || second > ids.length) {
            throw new IllegalArgumentException("second is " + second + ", expected 0 to " + ids.length);
        }
    }

    /** A single text. */
    public static Tokens of(int... ids) {
        return new Tokens(ids, ids.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens tokens && second == tokens.second && Arrays.equals(ids, tokens.ids);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + second;
    }

    @Override
    public String toString() {
        return "Tokens[" + Arrays.toString(ids) + ", " + second + "]";
    }
}
