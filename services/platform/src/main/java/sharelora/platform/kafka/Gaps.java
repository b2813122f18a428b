package sharelora.platform.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gaps that were found and are not committed yet. A gap is told once everything that was accepted before it is complete:
 * in the transaction that moves the offset behind it.
 */
final class Gaps {

    /** @param after the end of what was accepted of the partition before the gap; 0: nothing was */
    private record Open(Gap gap, long after) {}

    private final List<Open> open = new ArrayList<>();

    /** @param after the end of what was accepted of the partition before it; 0: nothing was */
    void found(Gap gap, long after) {
        open.add(new Open(gap, after));
    }

    /**
     * Those that can be told, oldest first; they are no longer open.
     *
     * @param completed by partition; where it is missing nothing is complete
     */
    List<Gap> due(Map<Position, Long> completed) {
        List<Gap> due = new ArrayList<>();
        open.removeIf(each -> {
            boolean now = completed.getOrDefault(each.gap().position(), 0L) >= each.after();
            return now && due.add(each.gap());
        });
        return due;
    }

    /** Per partition the end of the last of them. */
    static Map<Position, Long> ends(List<Gap> gaps) {
        Map<Position, Long> ends = new HashMap<>();
        gaps.forEach(gap -> ends.merge(gap.position(), gap.to(), Math::max));
        return ends;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void clear() {
        open.clear();
    }
}
