package sharelora.platform.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The named checks of a process, each with a reason. A process that is not live should be restarted. A process that is not
 * ready, because it has no partitions or no model yet, should get no work.
 *
 * <p>A process without checks is live and ready. The owners of checks push their states, so a query never blocks.
 */
public final class Health {

    private final Map<String, Check> live = new ConcurrentSkipListMap<>();
    private final Map<String, Check> ready = new ConcurrentSkipListMap<>();

    /** The liveness check of this name; up until told otherwise. */
    public Check live(String name) {
        return live.computeIfAbsent(name, Check::up);
    }

    /** The readiness check of this name; down ("starting") until told otherwise. */
    public Check ready(String name) {
        return ready.computeIfAbsent(name, Check::starting);
    }

    /** Removes the checks of a stage that has ended. */
    public void forget(String name) {
        live.remove(name);
        ready.remove(name);
    }

    public Report live() {
        return Report.of(live.values());
    }

    public Report ready() {
        return Report.of(ready.values());
    }

    /**
     * All checks at one moment, by name.
     *
     * @param up whether all of them are
     */
    public record Report(boolean up, List<Check.State> checks) {

        private static Report of(Iterable<Check> checks) {
            List<Check.State> states = new ArrayList<>();
            checks.forEach(check -> states.add(check.state()));
            return new Report(states.stream().allMatch(Check.State::up), List.copyOf(states));
        }
    }
}
