package sharelora.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stream's classes in the order of the head's rows; a value. */
final class Labels {

    private final List<String> list;
    private final Map<String, Integer> targets = new HashMap<>();

    private Labels(List<String> list) {
        this.list = List.copyOf(list);
        for (int i = 0; i < list.size(); i++) {
            targets.put(list.get(i), i);
        }
    }

    static Labels of(List<String> list) {
        return new Labels(list);
    }

    List<String> list() {
        return list;
    }

    /** The label's row; -1 where it is none of them. */
    int target(String label) {
        return targets.getOrDefault(label, -1);
    }

    /** Whether these are the others with some appended, or none. */
    boolean extend(Labels others) {
        return list.size() >= others.list.size()
                && list.subList(0, others.list.size()).equals(others.list);
    }
}
