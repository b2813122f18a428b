package sharelora.engine.replay;

import java.util.Arrays;
import java.util.Objects;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Targets;

/**
 * A record that can be learned again. The array is its own, not to be changed.
 *
 * @param tokenIds at least one
 * @param second which token is the first of the second text; the number of tokens where there is none
 * @param target its class, its number, or how many of its tokens are the prompt
 * @param offset of the token batch that it came in
 * @param place in that batch, from 0
 * @param time of that batch in the log, milliseconds since 1970
 * @param surprise its own loss when it was new, the mean over its answers
 */
public record StoredRecord(
        int[] tokenIds, int second, double target, long offset, int place, long time, double surprise) {

    /** What a record takes beside its tokens, in bytes. */
    public static final int FIXED_BYTES = 44;

    public StoredRecord {
        if (tokenIds.length < 1 || second < 0 || second > tokenIds.length) {
            throw new IllegalArgumentException(
                    "a record has " + tokenIds.length + " tokens and its second text begins at " + second
                            + ", expected at least one token and a beginning within them");
        }
    }

    /**
     * A record of a batch.
     *
     * @param record its index there
     * @param origin where the batch stands in the log, and when
     * @param surprise its own loss
     */
    static StoredRecord of(PackedBatch batch, int record, BatchOrigin origin, double surprise) {
        int from = batch.starts()[record];
        double target = switch (batch.targets()) {
            case Targets.Classes(int[] classes) -> classes[record];
            case Targets.Scores(double[] scores) -> scores[record];
            case Targets.Completions(int[] prompts) -> prompts[record];
        };
        return new StoredRecord(
                Arrays.copyOfRange(batch.tokenIds(), from, batch.starts()[record + 1]),
                batch.seconds()[record],
                target,
                origin.offset(),
                origin.places().get(record),
                origin.time(),
                surprise);
    }

    /** What it takes in memory and in a state, in bytes. */
    public long bytes() {
        return bytes(tokenIds.length);
    }

    /** What a record of so many tokens takes, in bytes. */
    public static long bytes(int tokens) {
        return FIXED_BYTES + (long) tokens * Integer.BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredRecord record
                && Arrays.equals(tokenIds, record.tokenIds)
                && second == record.second
                && Double.compare(target, record.target) == 0
                && offset == record.offset
                && place == record.place
                && time == record.time
                && Double.compare(surprise, record.surprise) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(tokenIds), offset, place);
    }

    /** Without the tokens: they are somebody's text. */
    @Override
    public String toString() {
        return "StoredRecord[" + offset + ":" + place + ", " + tokenIds.length + " tokens]";
    }
}
