package sharelora.cli.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Offsets [from, to). */
record Span(long from, long to) {

    private static final Comparator<Span> ORDER = Comparator.comparingLong(Span::from);

    boolean isEmpty() {
        return to <= from;
    }

    /** In order, those that touch or overlap joined, empty ones left out. */
    static List<Span> union(List<Span> spans) {
        List<Span> union = new ArrayList<>();
        for (Span span :
                spans.stream().filter(each -> !each.isEmpty()).sorted(ORDER).toList()) {
            if (!union.isEmpty() && span.from <= union.getLast().to) {
                union.set(union.size() - 1, new Span(union.getLast().from, Math.max(union.getLast().to, span.to)));
            } else {
                union.add(span);
            }
        }
        return List.copyOf(union);
    }

    /** What more than one of them has. */
    static List<Span> overlaps(List<Span> spans) {
        List<Span> overlaps = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (Span span : spans.stream().sorted(ORDER).toList()) {
            overlaps.add(new Span(span.from, Math.min(end, span.to)));
            end = Math.max(end, span.to);
        }
        return union(overlaps);
    }

    /** What the first ones have and the others have not. */
    static List<Span> minus(List<Span> some, List<Span> others) {
        List<Span> rest = new ArrayList<>();
        List<Span> taken = union(others);
        for (Span span : union(some)) {
            long from = span.from;
            for (Span gone : taken) {
                rest.add(new Span(from, Math.min(span.to, gone.from)));
                from = Math.max(from, gone.to);
            }
            rest.add(new Span(from, span.to));
        }
        return union(rest);
    }

    /** The part from that offset on. */
    static List<Span> from(List<Span> spans, long offset) {
        return union(spans.stream()
                .map(span -> new Span(Math.max(offset, span.from), span.to))
                .toList());
    }

    @Override
    public String toString() {
        return "[" + from + "," + to + ")";
    }
}
