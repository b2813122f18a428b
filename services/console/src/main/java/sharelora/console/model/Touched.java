package sharelora.console.model;

import java.util.HashMap;
import java.util.Map;

/** Of each partition the last record that something was changed by: so it is known whether it changed after a cursor. */
final class Touched {

    private final Map<String, Long> last = new HashMap<>();

    void by(String partition, long offset) {
        last.put(partition, offset);
    }

    boolean since(Cursor cursor) {
        return last.entrySet().stream()
                .anyMatch(each -> each.getValue() >= cursor.next().getOrDefault(each.getKey(), 0L));
    }
}
