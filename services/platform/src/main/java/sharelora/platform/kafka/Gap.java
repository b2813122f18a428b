package sharelora.platform.kafka;

/**
 * Offsets [from, to) of a partition that were removed before they were read: by the topic's retention, or by somebody who
 * deleted records.
 */
public record Gap(Position position, long from, long to) {

    /** Offsets in it: a record each, but for markers of transactions and what was aborted. */
    public long offsets() {
        return to - from;
    }

    @Override
    public String toString() {
        return position + " [" + from + "," + to + ")";
    }
}
