package sharelora.operations.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lines that were passed over, by reason: how many, and the numbers of the first. */
final class SkippedLines {

    private static final int LINES_NAMED = 5;

    private final Map<String, Lines> byReason = new TreeMap<>();

    private record Lines(long count, List<Long> first) {

        private Lines and(long line) {
            List<Long> named = new ArrayList<>(first);
            if (named.size() < LINES_NAMED) {
                named.add(line);
            }
            return new Lines(count + 1, named);
        }

        private String words(String reason) {
            String numbers = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            String more = count > first.size() ? " and " + (count - first.size()) + " more" : "";
            String lines = count == 1 ? "line" : "lines";
            return count + " " + lines + " skipped, " + reason + ": " + lines + " " + numbers + more;
        }
    }

    void add(String reason, long line) {
        byReason.put(
                reason, byReason.getOrDefault(reason, new Lines(0, List.of())).and(line));
    }

    /** How many lines, whatever the reason. */
    long count() {
        return byReason.values().stream().mapToLong(Lines::count).sum();
    }

    /** A line of text for every reason. */
    List<String> words() {
        return byReason.entrySet().stream()
                .map(each -> each.getValue().words(each.getKey()))
                .toList();
    }
}
