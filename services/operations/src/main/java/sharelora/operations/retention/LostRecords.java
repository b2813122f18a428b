package sharelora.operations.retention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sharelora.operations.topics.TopicRecords;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.records.DeadLetters;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;

/**
 * Input that was removed before the tokenizer had read it, told by dead letters of the reason {@code lost-to-retention}.
 *
 * @param ranges in the order of topic, partition and offset, those that touch joined
 */
public record LostRecords(List<OffsetRange> ranges) {

    private static final Comparator<OffsetRange> ORDER = Comparator.comparing(OffsetRange::getTopic)
            .thenComparingInt(OffsetRange::getPartition)
            .thenComparingLong(OffsetRange::getFrom);

    public LostRecords {
        ranges = List.copyOf(ranges);
    }

    /** Of that stream, as far as the topic of dead letters still tells. */
    public static LostRecords of(KafkaSettings kafka, String stream) {
        List<DeadLetter> letters = new ArrayList<>();
        TopicRecords.read(kafka, Topics.DEAD_LETTERS, letters::add);
        return of(letters, stream);
    }

    /** Of that stream, as these letters tell. */
    public static LostRecords of(List<DeadLetter> letters, String stream) {
        List<OffsetRange> told = letters.stream()
                .filter(letter -> letter.getReason().equals(DeadLetters.LOST_TO_RETENTION))
                .filter(letter -> stream.equals(letter.getStream()) && letter.getToOffset() != null)
                .map(letter -> range(letter.getSource(), letter.getToOffset()))
                .sorted(ORDER)
                .toList();
        List<OffsetRange> joined = new ArrayList<>();
        for (OffsetRange range : told) {
            OffsetRange last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && samePartition(last, range) && range.getFrom() <= last.getTo()) {
                long to = Math.max(last.getTo(), range.getTo());
                joined.set(
                        joined.size() - 1, new OffsetRange(last.getTopic(), last.getPartition(), last.getFrom(), to));
            } else {
                joined.add(range);
            }
        }
        return new LostRecords(joined);
    }

    /** Those that lie between the first and the last input that was learned from: the gaps of its lineage. */
    public LostRecords within(List<OffsetRange> inputs) {
        List<OffsetRange> parts = new ArrayList<>();
        for (OffsetRange lost : ranges) {
            List<OffsetRange> beside =
                    inputs.stream().filter(input -> samePartition(lost, input)).toList();
            long from = Math.max(
                    lost.getFrom(),
                    beside.stream().mapToLong(OffsetRange::getFrom).min().orElse(Long.MAX_VALUE));
            long to = Math.min(
                    lost.getTo(),
                    beside.stream().mapToLong(OffsetRange::getTo).max().orElse(0));
            if (from < to) {
                parts.add(new OffsetRange(lost.getTopic(), lost.getPartition(), from, to));
            }
        }
        return new LostRecords(parts);
    }

    /** Whether that record is told as lost. */
    public boolean holds(Source source) {
        return ranges.stream()
                .anyMatch(range -> range.getTopic().equals(source.getTopic())
                        && range.getPartition() == source.getPartition()
                        && range.getFrom() <= source.getOffset()
                        && source.getOffset() < range.getTo());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Offsets in all of them: a record each, but for markers of transactions and what was aborted. */
    public long offsets() {
        return ranges.stream()
                .mapToLong(range -> range.getTo() - range.getFrom())
                .sum();
    }

    /** As {@code topic:partition:[from,to)}. */
    public List<String> texts() {
        return ranges.stream().map(LostRecords::text).toList();
    }

    private static String text(OffsetRange range) {
        return range.getTopic() + ":" + range.getPartition() + ":[" + range.getFrom() + "," + range.getTo() + ")";
    }

    private static OffsetRange range(Source first, long to) {
        return new OffsetRange(first.getTopic(), first.getPartition(), first.getOffset(), to);
    }

    private static boolean samePartition(OffsetRange one, OffsetRange other) {
        return one.getTopic().equals(other.getTopic()) && one.getPartition() == other.getPartition();
    }
}
