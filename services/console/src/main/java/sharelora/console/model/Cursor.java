package sharelora.console.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A place in the logs: of each partition the offset that is next. It is what an event is numbered by, so that a number means
 * the same after the console was started anew.
 *
 * @param next by partition, such as {@code train-steps-0}
 */
public record Cursor(Map<String, Long> next) {

    /** Longer ones are nobody's who was given one here. */
    private static final int LONGEST = 8_192;

    private static final Pattern PART = Pattern.compile("([a-z0-9.-]+-\\d+)=(\\d{1,18})");

    public Cursor {
        next = Map.copyOf(next);
    }

    /** The cursor that was written so; empty where the text is none. */
    public static Optional<Cursor> parse(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        Map<String, Long> next = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            var found = PART.matcher(part);
            if (!found.matches()) {
                return Optional.empty();
            }
            next.put(found.group(1), Long.parseLong(found.group(2)));
        }
        return Optional.of(new Cursor(next));
    }

    /**
     * Whether all that came after this place can be told from a log that was read from those beginnings up to now.
     *
     * @param beginnings of each partition the first offset that was there to be read
     * @param now of each partition the next offset
     */
    boolean isWithin(Map<String, Long> beginnings, Map<String, Long> now) {
        return next.keySet().equals(now.keySet())
                && next.entrySet().stream()
                        .allMatch(each -> each.getValue() >= beginnings.getOrDefault(each.getKey(), 0L)
                                && each.getValue() <= now.get(each.getKey()));
    }

    /** As it stands in {@code Last-Event-ID}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(next)
                .forEach((partition, offset) -> text.append(text.isEmpty() ? "" : ",")
                        .append(partition)
                        .append('=')
                        .append(offset));
        return text.toString();
    }
}
