package sharelora.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sharelora.platform.kafka.Gap;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.Source;

/**
 * Input that was removed before it was read and that no training batch has told yet: the next batch with a record of its
 * partition does, so that what is learned knows its gaps. Until then the partition's committed offset carries it, as
 * {@code [from,to) [from,to)}.
 */
final class InputGaps {

    private static final Pattern RANGE = Pattern.compile("\\[(\\d{1,19}),(\\d{1,19})\\)");

    /** As many ranges as a note has room for. */
    private static final int MOST = Transform.MOST_NOTED / "[9223372036854775807,9223372036854775807) ".length();

    private final Map<Position, List<OffsetRange>> untold = new TreeMap<>();

    /** Those that the notes beside the committed offsets hold. */
    static InputGaps noted(Map<Position, String> notes) {
        InputGaps gaps = new InputGaps();
        notes.forEach((position, note) -> {
            Matcher range = RANGE.matcher(note);
            while (range.find()) {
                gaps.add(new Gap(position, Long.parseLong(range.group(1)), Long.parseLong(range.group(2))));
            }
        });
        return gaps;
    }

    /** Adds one; beyond what a note has room for the last two become one, with what was read between them. */
    void add(Gap gap) {
        Position at = gap.position();
        List<OffsetRange> ranges = untold.computeIfAbsent(at, position -> new ArrayList<>());
        OffsetRange last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && (last.getTo() >= gap.from() || ranges.size() == MOST)) {
            ranges.removeLast();
            ranges.add(new OffsetRange(at.topic(), at.partition(), last.getFrom(), Math.max(last.getTo(), gap.to())));
        } else {
            ranges.add(new OffsetRange(at.topic(), at.partition(), gap.from(), gap.to()));
        }
    }

    /** Those of the partitions that a batch's records come from; they are told with it. */
    List<OffsetRange> before(List<Source> sources) {
        List<OffsetRange> told = new ArrayList<>();
        for (Source source : sources) {
            List<OffsetRange> ranges = untold.remove(new Position(source.getTopic(), source.getPartition()));
            if (ranges != null) {
                told.addAll(ranges);
            }
        }
        return told;
    }

    /** What the committed offsets carry. */
    Map<Position, String> notes() {
        Map<Position, String> notes = new HashMap<>();
        untold.forEach((position, ranges) -> notes.put(
                position,
                ranges.stream()
                        .map(range -> "[" + range.getFrom() + "," + range.getTo() + ")")
                        .collect(Collectors.joining(" "))));
        return notes;
    }
}
