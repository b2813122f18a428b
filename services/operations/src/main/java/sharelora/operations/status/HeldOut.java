package sharelora.operations.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/**
 * Held-out records that an evaluation can be made of.
 *
 * @param records whose input lies below the newest checkpoint's, or all where there is none; at most {@code needed}
 * @param needed fewest that the planner begins with
 */
record HeldOut(long records, int needed) {

    private static final Duration WAIT = Duration.ofMillis(200);

    /** Of the job's stream, up to what its newest checkpoint has learned. Stops reading where there are enough. */
    static HeldOut of(KafkaSettings kafka, Job job, Optional<Checkpoint> newest) {
        int needed = job.getEvaluation().getMinRecords();
        Optional<Map<Position, Long>> ends = newest.map(HeldOut::ends);
        Position place = new Position(Topics.evalBatches(job.getStream()).name(), 0);
        long records = 0;
        try (LogReader log = LogReader.open(kafka, place, 0)) {
            log.seek(log.beginningOffset());
            long end = log.endOffset();
            while (records < needed && log.position() < end) {
                for (Received batch : log.poll(WAIT)) {
                    records += covered(batch, ends);
                }
            }
        }
        return new HeldOut(Math.min(records, needed), needed);
    }

    private static long covered(Received received, Optional<Map<Position, Long>> ends) {
        try {
            TokenBatch batch = Codec.decode(TokenBatch.class, received.value());
            return batch.getSources().stream()
                    .filter(source -> ends.isEmpty() || source.getOffset() < end(source, ends.get()))
                    .count();
        } catch (UnreadableRecordException e) {
            return 0; // the planner passes it over as well, and says so
        }
    }

    private static long end(Source source, Map<Position, Long> ends) {
        return ends.getOrDefault(new Position(source.getTopic(), source.getPartition()), 0L);
    }

    private static Map<Position, Long> ends(Checkpoint checkpoint) {
        Map<Position, Long> ends = new HashMap<>();
        for (OffsetRange range : checkpoint.getInputs()) {
            ends.merge(new Position(range.getTopic(), range.getPartition()), range.getTo(), Math::max);
        }
        return ends;
    }
}
