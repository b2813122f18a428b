package sharelora.evaluator.slice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.platform.kafka.Position;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;

/** How far into each input partition a checkpoint has learned. */
final class InputEnd {

    private final Map<Position, Long> ends = new HashMap<>();

    private InputEnd() {}

    static InputEnd of(List<OffsetRange> inputs) {
        InputEnd end = new InputEnd();
        for (OffsetRange range : inputs) {
            end.ends.merge(new Position(range.getTopic(), range.getPartition()), range.getTo(), Math::max);
        }
        return end;
    }

    /** Whether the record lies below: it was in the stream when the checkpoint's last record was. */
    boolean covers(Source source) {
        return source.getOffset() < ends.getOrDefault(new Position(source.getTopic(), source.getPartition()), 0L);
    }

    /** Partitions that may still have records below, while the log is read on. */
    Frontier frontier() {
        return new Frontier(new HashSet<>(ends.keySet()));
    }

    /** The records of one input partition lie in the log in the order of their offsets, so one beyond is the end. */
    record Frontier(Set<Position> open) {

        void passed(Source beyond) {
            open.remove(new Position(beyond.getTopic(), beyond.getPartition()));
        }

        boolean closed() {
            return open.isEmpty();
        }
    }
}
