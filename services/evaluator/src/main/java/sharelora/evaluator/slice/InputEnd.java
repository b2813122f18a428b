package sharelora.evaluator.slice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.platform.kafka.Position;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;

/** The offset in each input partition up to which a checkpoint has learned. */
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

    /** Whether the record lies below the end of its partition, so that the checkpoint covers it. */
    boolean covers(Source source) {
        return source.getOffset() < ends.getOrDefault(new Position(source.getTopic(), source.getPartition()), 0L);
    }

    /** The partitions that may still have covered records in the rest of the log. */
    Frontier frontier() {
        return new Frontier(new HashSet<>(ends.keySet()));
    }

    /** Ends the partition of a record beyond the end: the log holds the records of a partition in the order of offsets. */
    record Frontier(Set<Position> open) {

        void passed(Source beyond) {
            open.remove(new Position(beyond.getTopic(), beyond.getPartition()));
        }

        boolean closed() {
            return open.isEmpty();
        }
    }
}
