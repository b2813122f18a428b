package sharelora.engine.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Offsets [from, to) of one partition: at least one of them. */
public record OffsetSpan(String topic, int partition, long from, long to) {

    private static final Comparator<OffsetSpan> ORDER = Comparator.comparing(OffsetSpan::topic)
            .thenComparingInt(OffsetSpan::partition)
            .thenComparingLong(OffsetSpan::from);

    public OffsetSpan {
        if (topic == null || topic.isBlank()) {
            throw new IllegalArgumentException("topic is missing");
        }
        if (partition < 0) {
            throw new IllegalArgumentException("partition is " + partition + ", expected at least 0");
        }
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "offsets are [" + from + ", " + to + "), expected at least one, from 0 on");
        }
    }

    /** The union: by topic, partition and offset, with spans that touch or overlap joined. */
    public static List<OffsetSpan> union(List<OffsetSpan> some, List<OffsetSpan> others) {
        List<OffsetSpan> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(ORDER);
        List<OffsetSpan> union = new ArrayList<>();
        for (OffsetSpan span : all) {
            if (!union.isEmpty() && union.getLast().reaches(span)) {
                union.set(union.size() - 1, union.getLast().extendedTo(span.to));
            } else {
                union.add(span);
            }
        }
        return List.copyOf(union);
    }

    /** What is in {@code some} and not in {@code others}, each of which is a union. */
    static List<OffsetSpan> minus(List<OffsetSpan> some, List<OffsetSpan> others) {
        List<OffsetSpan> left = new ArrayList<>();
        for (OffsetSpan span : some) {
            long from = span.from;
            for (OffsetSpan other : others) {
                if (other.topic.equals(span.topic) && other.partition == span.partition && other.to > from) {
                    if (other.from > from && from < span.to) {
                        left.add(new OffsetSpan(span.topic, span.partition, from, Math.min(other.from, span.to)));
                    }
                    from = Math.max(from, other.to);
                }
            }
            if (from < span.to) {
                left.add(new OffsetSpan(span.topic, span.partition, from, span.to));
            }
        }
        return List.copyOf(left);
    }

    private boolean reaches(OffsetSpan next) {
        return topic.equals(next.topic) && partition == next.partition && next.from <= to;
    }

    private OffsetSpan extendedTo(long end) {
        return new OffsetSpan(topic, partition, from, Math.max(to, end));
    }
}
