package sharelora.models.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Progress;
import sharelora.platform.kafka.Position;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Received;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.TokenBatch;

/**
 * A record of the log with its token batch as the engine takes it.
 *
 * @param record as it was written
 * @param offset where it stands in the log
 * @param time when it was written there, milliseconds since 1970
 * @param taken its records that the base can take, and the others
 */
public record DecodedBatch(TokenBatch record, long offset, long time, TakenRecords taken) {

    /**
     * Reads a batch for a base of that shape.
     *
     * @throws sharelora.platform.records.UnreadableRecordException where the bytes are no TokenBatch
     * @throws IllegalArgumentException where its parts do not fit each other
     */
    public static DecodedBatch of(Received received, ModelShape shape) {
        TokenBatch record = Codec.decode(TokenBatch.class, received.value());
        TakenRecords taken = TakenRecords.of(record, shape);
        requireOnePerRecord("exampleIds", record.getExampleIds().size(), record);
        requireOnePerRecord("sources", record.getSources().size(), record);
        return new DecodedBatch(record, received.offset(), received.timestamp(), taken);
    }

    /**
     * Where it came from, records that are left out included. Spans begin where those before ended: transaction markers,
     * and input that was held out or given up, lie in between, and a lineage that broke there would grow with every batch
     * for as long as the stream runs. Input that was removed before it was read is no part of them: the batch tells it.
     */
    public Consumed consumed(String topic, int partition, Progress before) {
        OffsetSpan self = new OffsetSpan(topic, partition, before.nextOffset(), offset + 1);
        int records = taken.batch().getTargets().size();
        List<Integer> places = taken.placesOf(record.getTargets().size());
        return new Consumed(offset + 1, records, List.of(self), inputs(before.passed()), time, places);
    }

    private List<OffsetSpan> inputs(List<OffsetSpan> before) {
        Map<Position, long[]> spans = new TreeMap<>();
        for (Source source : record.getSources()) {
            long[] span = spans.computeIfAbsent(new Position(source.getTopic(), source.getPartition()), position ->
                    new long[] {source.getOffset(), source.getOffset()});
            span[0] = Math.min(span[0], source.getOffset());
            span[1] = Math.max(span[1], source.getOffset());
        }
        List<OffsetSpan> inputs = new ArrayList<>();
        spans.forEach((at, span) -> {
            long from = before.stream()
                    .filter(last -> last.topic().equals(at.topic()) && last.partition() == at.partition())
                    .mapToLong(OffsetSpan::to)
                    .max()
                    .orElse(span[0]);
            inputs.addAll(aroundGaps(at, Math.min(span[0], from), span[1] + 1));
        });
        return inputs;
    }

    /** The offsets [from, to) of a partition but for what was removed before it was read. */
    private List<OffsetSpan> aroundGaps(Position at, long from, long to) {
        List<OffsetSpan> spans = new ArrayList<>();
        long next = from;
        for (OffsetRange gap : record.getGaps()) {
            boolean within = gap.getTopic().equals(at.topic())
                    && gap.getPartition() == at.partition()
                    && gap.getFrom() >= next
                    && gap.getTo() < to;
            if (within && gap.getFrom() > next) {
                spans.add(new OffsetSpan(at.topic(), at.partition(), next, gap.getFrom()));
            }
            next = within ? gap.getTo() : next;
        }
        spans.add(new OffsetSpan(at.topic(), at.partition(), next, to));
        return spans;
    }

    private static void requireOnePerRecord(String name, int size, TokenBatch batch) {
        int records = batch.getTargets().size();
        if (size != records) {
            throw new IllegalArgumentException(
                    name + " are " + size + ", expected " + records + " as there are targets");
        }
    }
}
