package sharelora.operations.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Received;

/**
 * What lies in a log between where a reader stands and the end.
 *
 * @param records that wait; where there are more than a look is worth, as many as the first ones let expect
 * @param since when the oldest of them was written, milliseconds since the epoch; empty where none waits
 * @param removed offsets from where the reader stands that are no longer in the log: retention, or somebody, was faster
 */
record Behind(long records, OptionalLong since, long removed) {

    static final Behind NOTHING = new Behind(0, OptionalLong.empty(), 0);

    private static final Duration WAIT = Duration.ofMillis(200);

    /** Offsets cannot be counted as records: markers lie between them. So the records are, up to so many. */
    private static final int WORTH_A_LOOK = 5_000;

    /**
     * What one partition holds from that offset on.
     *
     * @param from where retention has removed it, the oldest offset there is
     * @param weight how many records a record of the log stands for
     */
    static Behind of(KafkaSettings kafka, Position place, OptionalLong from, ToLongFunction<Received> weight) {
        try (LogReader log = LogReader.open(kafka, place, 0)) {
            long beginning = log.beginningOffset();
            long start = Math.max(beginning, from.orElse(beginning));
            long end = log.endOffset();
            log.seek(start);
            long looked = 0;
            long records = 0;
            OptionalLong since = OptionalLong.empty();
            while (log.position() < end && looked < WORTH_A_LOOK) {
                List<Received> received = log.poll(WAIT);
                for (Received record : received) {
                    since = since.isPresent() ? since : OptionalLong.of(record.timestamp());
                    records += weight.applyAsLong(record);
                    looked++;
                }
            }
            long removed = start - from.orElse(start);
            return new Behind(expected(records, log.position() - start, end - start), since, removed);
        }
    }

    private static long expected(long records, long read, long all) {
        return read >= all ? records : Math.round((double) records * all / read);
    }

    Behind and(Behind other) {
        OptionalLong oldest = since.isEmpty() || other.since.isEmpty()
                ? (since.isEmpty() ? other.since : since)
                : OptionalLong.of(Math.min(since.getAsLong(), other.since.getAsLong()));
        return new Behind(records + other.records, oldest, removed + other.removed);
    }

    /** For how long the oldest has waited. */
    long seconds(Instant now) {
        return since.isEmpty() ? 0 : Math.max(0, (now.toEpochMilli() - since.getAsLong()) / 1_000);
    }
}
