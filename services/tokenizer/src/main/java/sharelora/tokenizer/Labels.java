package sharelora.tokenizer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of a stream in the order of the head's rows. Immutable. */
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

    /** The row of the label; -1 if the stream does not have it. */
    int target(String label) {
        return targets.getOrDefault(label, -1);
    }

    /** Whether these labels begin with all of the others, in the same order. */
    boolean extend(Labels others) {
        return list.size() >= others.list.size()
                && list.subList(0, others.list.size()).equals(others.list);
    }
}
