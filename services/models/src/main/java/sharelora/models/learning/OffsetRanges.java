package sharelora.models.learning;

import java.util.List;
import sharelora.engine.training.OffsetSpan;
import sharelora.schemas.OffsetRange;

/** Spans of a log as records say them, and back. */
public final class OffsetRanges {

    private OffsetRanges() {}

    /** As records say them. */
    public static List<OffsetRange> of(List<OffsetSpan> spans) {
        return spans.stream()
                .map(span -> new OffsetRange(span.topic(), span.partition(), span.from(), span.to()))
                .toList();
    }

    /** As a state says them. */
    static List<OffsetSpan> spans(List<OffsetRange> ranges) {
        return ranges.stream()
                .map(range -> new OffsetSpan(range.getTopic(), range.getPartition(), range.getFrom(), range.getTo()))
                .toList();
    }
}
