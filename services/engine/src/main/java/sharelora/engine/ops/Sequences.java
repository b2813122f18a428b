package sharelora.engine.ops;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Token sequences packed without padding: sequence i is {@code tokenIds[starts[i], starts[i + 1])}; positions restart
 * in each.
 *
 * @param tokenIds N token ids
 * @param starts S + 1 indexes, rising from 0 to N
 * @param origins S numbers: where each sequence's first token lies in the whole batch, so that dropout does not depend
 *     on how the batch was cut into shards
 * @param seconds S numbers: which token of its sequence is the first of a second text; its length where there is none
 * @param firsts S numbers: the position of each sequence's first token, 0 unless a decoder continues from a cache
 */
public record Sequences(int[] tokenIds, int[] starts, int[] origins, int[] seconds, int[] firsts) {

    /** @throws IllegalArgumentException without a sequence, or where one is empty or does not follow the one before */
    public Sequences {
        int count = origins.length;
        if (count == 0 || starts.length != count + 1 || seconds.length != count || firsts.length != count) {
            throw new IllegalArgumentException("starts are " + starts.length + ", origins " + count + ", seconds "
                    + seconds.length
                    + ", expected one start more than of each of the others, of which there is at least one");
        }
        if (starts[0] != 0 || starts[count] != tokenIds.length) {
            throw new IllegalArgumentException("starts go from " + starts[0] + " to " + starts[count]
                    + ", expected from 0 to " + tokenIds.length + " tokens");
        }
        for (int i = 0; i < count; i++) {
            if (starts[i + 1] <= starts[i]) {
                throw new IllegalArgumentException("sequence " + i + " is [" + starts[i] + ", " + starts[i + 1]
                        + "), expected at least one token");
            }
        }
    }

    /** Single texts. */
    public Sequences(int[] tokenIds, int[] starts, int[] origins) {
        this(tokenIds, starts, origins, lengths(starts, origins.length), new int[origins.length]);
    }

    /** Wrong lengths of starts are left to the check of the sequences that they are for. */
    private static int[] lengths(int[] starts, int count) {
        int[] lengths = new int[count];
        for (int i = 0; i < Math.min(count, starts.length - 1); i++) {
            lengths[i] = starts[i + 1] - starts[i];
        }
        return lengths;
    }

    /** The same with second texts among them. */
    public Sequences withSeconds(int[] others) {
        return new Sequences(tokenIds, starts, origins, others, firsts);
    }

    /** A whole batch: every sequence lies where it is. */
    public static Sequences of(int[] tokenIds, int[] starts) {
        int[] origins = Arrays.copyOf(starts, Math.max(0, starts.length - 1));
        return new Sequences(tokenIds, starts, origins);
    }

    /** Each token's place in its own sequence: N numbers. */
    public int[] positions() {
        int[] positions = new int[total()];
        for (int i = 0; i < count(); i++) {
            for (int token = starts[i]; token < starts[i + 1]; token++) {
                positions[token] = position(i, token - starts[i]);
            }
        }
        return positions;
    }

    /** The same whose first tokens are at other positions than 0. */
    public Sequences goingOn(int[] positions) {
        return new Sequences(tokenIds, starts, origins, seconds, positions);
    }

    /** The place of each sequence's first token: S numbers. */
    public int[] firstTokens() {
        return Arrays.copyOf(starts, count());
    }

    /** The place of each sequence's last token: S numbers. */
    public int[] lastTokens() {
        return IntStream.range(0, count()).map(i -> starts[i + 1] - 1).toArray();
    }

    /** The place of each sequence's last token that is not among {@code others}, or of its first where all are: S numbers. */
    public int[] lastTokensBut(List<Integer> others) {
        return IntStream.range(0, count())
                .map(i -> IntStream.iterate(starts[i + 1] - 1, token -> token > starts[i], token -> token - 1)
                        .filter(token -> !others.contains(tokenIds[token]))
                        .findFirst()
                        .orElse(starts[i]))
                .toArray();
    }

    /** Each token as a sequence of its own, at a position of its own and with the type that it has here. */
    public Sequences apart(int[] positions) {
        int[] types = types();
        return new Sequences(
                tokenIds,
                IntStream.rangeClosed(0, total()).toArray(),
                new int[total()],
                IntStream.range(0, total()).map(token -> 1 - types[token]).toArray(),
                positions);
    }

    /** The sequences [from, to), of which there is at least one; they lie in the batch where they did. */
    public Sequences part(int from, int to) {
        int first = starts[from];
        return new Sequences(
                Arrays.copyOfRange(tokenIds, first, starts[to]),
                IntStream.rangeClosed(from, to).map(i -> starts[i] - first).toArray(),
                Arrays.copyOfRange(origins, from, to),
                Arrays.copyOfRange(seconds, from, to),
                Arrays.copyOfRange(firsts, from, to));
    }

    /**
     * Some tokens, each as a sequence of its own.
     *
     * @param tokens their places, rising
     */
    public Sequences only(int[] tokens) {
        int[] ids = new int[tokens.length];
        int[] places = new int[tokens.length];
        int sequence = 0;
        for (int i = 0; i < ids.length; i++) {
            while (starts[sequence + 1] <= tokens[i]) {
                sequence++;
            }
            ids[i] = tokenIds[tokens[i]];
            places[i] = origins[sequence] + tokens[i] - starts[sequence];
        }
        return new Sequences(ids, IntStream.rangeClosed(0, ids.length).toArray(), places);
    }

    /** The {@link #type} of each token: N numbers. */
    public int[] types() {
        int[] types = new int[total()];
        for (int i = 0; i < count(); i++) {
            for (int token = starts[i]; token < starts[i + 1]; token++) {
                types[token] = type(i, token - starts[i]);
            }
        }
        return types;
    }

    /** The position of a sequence's token. */
    public int position(int sequence, int token) {
        return firsts[sequence] + token;
    }

    /** Whether a sequence's token is of a second text, 1, or not, 0. */
    public int type(int sequence, int token) {
        return token < seconds[sequence] ? 0 : 1;
    }

    /** S. */
    public int count() {
        return origins.length;
    }

    /** N. */
    public int total() {
        return starts[origins.length];
    }

    public int length(int sequence) {
        return starts[sequence + 1] - starts[sequence];
    }

    /** Positions that there have to be: tokens of the longest sequence, with those before it. */
    public int longest() {
        int longest = 0;
        for (int i = 0; i < count(); i++) {
            longest = Math.max(longest, firsts[i] + length(i));
        }
        return longest;
    }
}
