package sharelora.engine.replay;

/**
 * How a job learns records again.
 *
 * @param fraction replayed records for each new one, above 0, up to {@value #MOST_FRACTION}
 * @param size records that are kept at the most
 * @param keep which ones
 * @param maxAge of a kept record, by the times of batches in the log, milliseconds; {@link #AGELESS}: any age
 */
public record ReplaySpec(double fraction, int size, KeepingRule keep, long maxAge) {

    /** The largest fraction. */
    public static final double MOST_FRACTION = 4;

    /** Records that are kept where nobody says how many. */
    public static final int USUAL_SIZE = 1_000;

    /** What the kept records of a job take at the most, in bytes. */
    public static final long MOST_BYTES = 64L << 20;

    /** No record is too old. */
    public static final long AGELESS = Long.MAX_VALUE;

    public ReplaySpec {
        if (!(fraction > 0 && fraction <= MOST_FRACTION)) {
            throw new IllegalArgumentException(
                    "replay fraction is " + fraction + ", expected a number above 0, up to " + MOST_FRACTION);
        }
        if (size < 1 || bytes(size, 1) > MOST_BYTES) {
            throw new IllegalArgumentException("replay size is " + size + ", expected at least 1, and at most "
                    + MOST_BYTES + " bytes of records");
        }
        if (keep == null) {
            throw new IllegalArgumentException("replay keep is missing");
        }
        if (maxAge < 1) {
            throw new IllegalArgumentException("replay maxAge is " + maxAge + " ms, expected at least 1");
        }
    }

    /** What so many records of so many tokens take, in bytes. */
    public static long bytes(int size, int tokens) {
        return size * StoredRecord.bytes(tokens);
    }

    /**
     * Replayed records of a batch: over all batches the fraction of all new records, rounded down, whatever the sizes of the
     * batches are.
     *
     * @param before new records of all batches before
     * @param records new ones in this batch
     */
    public int count(long before, int records) {
        return (int) (Math.floor(fraction * (before + records)) - Math.floor(fraction * before));
    }

    /** Time of the oldest batch whose records may still be kept when a batch of that time is taken. */
    long oldest(long time) {
        long oldest = time - maxAge;
        return oldest > time ? Long.MIN_VALUE : oldest; // it would have been before all time
    }

    /**
     * Records of a class that are kept at the most; the shares add up to the size.
     *
     * @param group the class, from 0
     * @param groups how many classes there are
     */
    int share(int group, int groups) {
        return size / groups + (group < size % groups ? 1 : 0);
    }
}
