package sharelora.acceptance.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Counts injected faults and collects violations. A trial goes on after the first violation: a later one may explain it. */
final class TrialFindings {

    private final List<String> broken = new ArrayList<>();
    private int faults;
    private int restarts;

    void fault() {
        faults++;
    }

    void restart() {
        restarts++;
    }

    /** Adds a violation. */
    void broken(String what) {
        broken.add(what);
    }

    /** Adds a violation if the values differ. */
    void expectEqual(String what, Object found, Object expected) {
        if (!Objects.equals(found, expected)) {
            broken.add(what + ": " + found + ", expected " + expected);
        }
    }

    /** Adds a violation that names the first place where the lists differ; whole lists would be unreadable. */
    void expectSame(String what, List<?> found, List<?> expected) {
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            Object one = i < found.size() ? found.get(i) : "nothing";
            Object other = i < expected.size() ? expected.get(i) : "nothing";
            if (!one.equals(other)) {
                broken.add("%s: %d, expected %d; the first that differs is number %d: %s, expected %s"
                        .formatted(what, found.size(), expected.size(), i, one, other));
                return;
            }
        }
    }

    /** Adds a violation if the condition is false. */
    void expect(String what, boolean so) {
        if (!so) {
            broken.add(what);
        }
    }

    TrialOutcome verdict(long records) {
        return new TrialOutcome(faults, restarts, records, broken);
    }
}
