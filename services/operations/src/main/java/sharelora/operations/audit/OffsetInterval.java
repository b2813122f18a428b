package sharelora.operations.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Offsets [from, to). */
record OffsetInterval(long from, long to) {

    private static final Comparator<OffsetInterval> ORDER = Comparator.comparingLong(OffsetInterval::from);

    boolean isEmpty() {
        return to <= from;
    }

    /** In order, those that touch or overlap joined, empty ones left out. */
    static List<OffsetInterval> union(List<OffsetInterval> spans) {
        List<OffsetInterval> union = new ArrayList<>();
        for (OffsetInterval span :
                spans.stream().filter(each -> !each.isEmpty()).sorted(ORDER).toList()) {
            if (!union.isEmpty() && span.from <= union.getLast().to) {
                union.set(
                        union.size() - 1,
                        new OffsetInterval(union.getLast().from, Math.max(union.getLast().to, span.to)));
            } else {
                union.add(span);
            }
        }
        return List.copyOf(union);
    }

    /** What more than one of them has. */
    static List<OffsetInterval> overlaps(List<OffsetInterval> spans) {
        List<OffsetInterval> overlaps = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (OffsetInterval span : spans.stream().sorted(ORDER).toList()) {
            overlaps.add(new OffsetInterval(span.from, Math.min(end, span.to)));
            end = Math.max(end, span.to);
        }
        return union(overlaps);
    }

    /** What the first ones have and the others have not. */
    static List<OffsetInterval> minus(List<OffsetInterval> some, List<OffsetInterval> others) {
        List<OffsetInterval> rest = new ArrayList<>();
        List<OffsetInterval> taken = union(others);
        for (OffsetInterval span : union(some)) {
            long from = span.from;
            for (OffsetInterval gone : taken) {
                rest.add(new OffsetInterval(from, Math.min(span.to, gone.from)));
                from = Math.max(from, gone.to);
            }
            rest.add(new OffsetInterval(from, span.to));
        }
        return union(rest);
    }

    /** The part from that offset on. */
    static List<OffsetInterval> from(List<OffsetInterval> spans, long offset) {
        return union(spans.stream()
                .map(span -> new OffsetInterval(Math.max(offset, span.from), span.to))
                .toList());
    }

    @Override
    public String toString() {
        return "[" + from + "," + to + ")";
    }
}
