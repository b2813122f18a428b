package sharelora.platform.kafka;

import java.util.Map;
import sharelora.platform.records.Received;

/**
 * The core of a stage that reads topics and writes topics exactly once. Knows nothing of Kafka; {@link TransformLoop}
 * runs it on one thread, so it needs no locks and may block.
 *
 * <p>The contract: when a call returns, everything sent so far and {@link #completed()} of that moment belong together;
 * they are committed in one transaction or not at all. So a transform that gathers records into units sends a unit's
 * output in one call and moves {@code completed()} in the same call.
 *
 * <p>Throwing {@link sharelora.platform.failure.TransientException} pauses and takes everything again from the
 * committed offsets; any other exception ends the loop with nothing of the call committed.
 */
public interface Transform {

    /** Half of what a broker takes beside an offset unless told otherwise, {@code offset.metadata.max.bytes}. */
    int MOST_NOTED = 2_048;

    /** Takes the next record of its partition; may send nothing yet. Poison is sent as a dead letter, not thrown. */
    void accept(Received record, Output output);

    /** Called at least every 100 ms while the loop is healthy and has a partition, also when nothing arrives. */
    default void tick(long nowMillis, Output output) {}

    /**
     * For each partition the next offset up to which all that was accepted is in what was sent. Partitions of which
     * nothing is complete since the last {@link #restart()} may be missing. While an accepted record lies at or beyond it
     * the loop takes the transform for busy, not idle, unless it {@link #awaitsRecords()}.
     */
    Map<Position, Long> completed();

    /**
     * Forgets everything accepted and not yet committed, and {@link #completed()} with it: at the start, after an abort,
     * after partitions came or went. The records come again from the committed offsets.
     */
    void restart();

    /**
     * Where reading goes on after a {@link #restart()}: called after it, and before the first record and the first tick.
     *
     * @param next the next offset of each partition; what lies before it is committed
     * @param notes what {@link #notes()} said when these offsets were committed; where it said nothing none is here
     */
    default void resume(Map<Position, Long> next, Map<Position, String> notes) {}

    /**
     * What has to be known of a partition where reading goes on: committed with its offset and given back to {@link #resume}.
     * At most {@value #MOST_NOTED} characters each.
     */
    default Map<Position, String> notes() {
        return Map.of();
    }

    /**
     * Whether what is open would stay open for ever unless a record arrives or {@link #flush} is called. The loop then
     * counts as idle once all is read, so that whoever drains an idle loop gets to the flush.
     */
    default boolean awaitsRecords() {
        return false;
    }

    /**
     * Records that would come next were removed from their topic before they were read, and what was accepted before them
     * may be removed as well: closes and sends what would be lost if it had to be read again. The loop counts the gap.
     */
    default void overtaken(Gap gap, Output output) {}

    /** The log of the loop's partitions is at its end and a drain was asked for: closes and sends what is open. */
    default void flush(Output output) {}
}
