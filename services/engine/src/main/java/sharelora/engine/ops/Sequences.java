package sharelora.engine.ops;

/**
 * Token sequences packed without padding: sequence i is {@code tokenIds[starts[i], starts[i + 1])}; positions restart
 * at 0 in each.
 *
 * @param tokenIds N token ids
 * @param starts S + 1 indexes, from 0 to N
 * @param origins S numbers: where each sequence's first token lies in the whole batch, so that dropout does not depend
 *     on how the batch was cut into shards
 */
public record Sequences(int[] tokenIds, int[] starts, int[] origins) {

    /** A whole batch: every sequence lies where it is. */
    public static Sequences of(int[] tokenIds, int[] starts) {
        int[] origins = new int[starts.length - 1];
        System.arraycopy(starts, 0, origins, 0, origins.length);
        return new Sequences(tokenIds, starts, origins);
    }

    /** Each token's place in its own sequence, N numbers from 0 on. */
    public int[] positions() {
        int[] positions = new int[total()];
        for (int i = 0; i < count(); i++) {
            for (int token = starts[i]; token < starts[i + 1]; token++) {
                positions[token] = token - starts[i];
            }
        }
        return positions;
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

    /** Tokens of the longest sequence, 0 where there is none. */
    public int longest() {
        int longest = 0;
        for (int i = 0; i < count(); i++) {
            longest = Math.max(longest, length(i));
        }
        return longest;
    }
}
