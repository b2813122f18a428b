package sharelora.engine.batch;

import java.util.Arrays;

/**
 * Records as token ids, one after the other without padding; the arrays are the batch's own, not to be changed.
 *
 * @param tokenIds N token ids
 * @param starts S + 1 indexes, rising from 0 to N: sequence i is {@code tokenIds[starts[i], starts[i + 1])}
 * @param seconds S numbers: which token of its sequence is the first of the second text, where the record is a pair; the
 *     sequence's length where it is not
 * @param targets of S records
 */
public record PackedBatch(int[] tokenIds, int[] starts, int[] seconds, Targets targets) {

    public PackedBatch {
        int records = targets.records();
        if (records == 0 || starts.length != records + 1 || seconds.length != records) {
            throw new IllegalArgumentException("starts are " + starts.length + ", second texts " + seconds.length
                    + ", targets " + records
                    + ", expected one start more than targets, of which there is at least one");
        }
        if (starts[0] != 0 || starts[records] != tokenIds.length) {
            throw new IllegalArgumentException("starts go from " + starts[0] + " to " + starts[records]
                    + ", expected from 0 to " + tokenIds.length + " tokens");
        }
        for (int i = 0; i < records; i++) {
            int length = starts[i + 1] - starts[i];
            if (length < 1) {
                throw new IllegalArgumentException("sequence " + i + " is [" + starts[i] + ", " + starts[i + 1]
                        + "), expected at least one token");
            }
            if (seconds[i] < 0 || seconds[i] > length) {
                throw new IllegalArgumentException(
                        "second text " + i + " begins at " + seconds[i] + ", expected 0 to " + length);
            }
            targets.requireWithin(i, length);
        }
    }

    /** Single texts. */
    public PackedBatch(int[] tokenIds, int[] starts, Targets targets) {
        this(tokenIds, starts, lengths(starts, targets.records()), targets);
    }

    /**
     * Pairs, maybe with single texts among them.
     *
     * @param pairStarts S indexes: where each sequence's second text begins; its end where there is none
     */
    public static PackedBatch ofPairs(int[] tokenIds, int[] starts, int[] pairStarts, Targets targets) {
        int[] seconds = pairStarts.clone();
        for (int i = 0; i < Math.min(seconds.length, starts.length); i++) {
            seconds[i] -= starts[i];
        }
        return new PackedBatch(tokenIds, starts, seconds, targets);
    }

    /** Single texts with a class each. */
    public PackedBatch(int[] tokenIds, int[] starts, int[] classes) {
        this(tokenIds, starts, new Targets.Classes(classes));
    }

    /** S. */
    public int records() {
        return targets.records();
    }

    /** Answers that there is a loss of: one of each record, or each token that is to be said. */
    public int asked() {
        int asked = 0;
        for (int i = 0; i < records(); i++) {
            asked += asked(i);
        }
        return asked;
    }

    /** Answers of one record that there is a loss of. */
    public int asked(int record) {
        return targets.asked(record, length(record));
    }

    /** Tokens of a record that answers follow, at least one; without an answer among them. */
    public int[] prompt(int record) {
        return Arrays.copyOfRange(tokenIds, starts[record], starts[record + 1] - asked(record));
    }

    /** Tokens of a record that are to be said. */
    public int[] completion(int record) {
        return Arrays.copyOfRange(tokenIds, starts[record + 1] - asked(record), starts[record + 1]);
    }

    /** N. */
    public int tokens() {
        return tokenIds.length;
    }

    public int length(int record) {
        return starts[record + 1] - starts[record];
    }

    /**
     * The records' classes.
     *
     * @throws IllegalStateException where they have none
     */
    public int[] classes() {
        if (targets instanceof Targets.Classes(int[] classes)) {
            return classes;
        }
        throw new IllegalStateException("a batch for " + targets.task().id() + " has no classes");
    }

    /** The same with all that its records have asked for. */
    public PackedBatch askingAll() {
        return new PackedBatch(tokenIds, starts, seconds, targets.askingAll());
    }

    /**
     * The records' numbers.
     *
     * @throws IllegalStateException where they have none
     */
    public double[] scores() {
        if (targets instanceof Targets.Scores(double[] scores)) {
            return scores;
        }
        throw new IllegalStateException("a batch for " + targets.task().id() + " has no scores");
    }

    /** The records [from, to), of which there is at least one. */
    public PackedBatch part(int from, int to) {
        int first = starts[from];
        int[] some = new int[to - from];
        Arrays.setAll(some, i -> from + i);
        int[] moved = Arrays.copyOfRange(starts, from, to + 1);
        Arrays.setAll(moved, i -> moved[i] - first);
        return new PackedBatch(
                Arrays.copyOfRange(tokenIds, first, starts[to]),
                moved,
                Arrays.copyOfRange(seconds, from, to),
                targets.of(some));
    }

    /** Wrong lengths of starts are left to the check of the batch that they are for. */
    private static int[] lengths(int[] starts, int records) {
        int[] lengths = new int[records];
        for (int i = 0; i < Math.min(records, starts.length - 1); i++) {
            lengths[i] = starts[i + 1] - starts[i];
        }
        return lengths;
    }
}
