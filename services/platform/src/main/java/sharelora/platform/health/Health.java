package sharelora.platform.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Named checks with a reason. Live: worth keeping, else restart it. Ready: has its assignment and its model, else send
 * it no work.
 *
 * <p>A process without checks is live and ready. Checks are pushed by whoever knows, so asking never blocks.
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

    /** The stage of this name has ended and is asked no more. */
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
