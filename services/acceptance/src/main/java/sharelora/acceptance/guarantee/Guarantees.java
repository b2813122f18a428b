package sharelora.acceptance.guarantee;

import java.util.Iterator;
import java.util.List;

/** All of them, in the order of the flow. */
public final class Guarantees {

    private Guarantees() {}

    /** Every guarantee, in the order of the flow. */
    public static List<Guarantee> all() {
        return List.of(
                new EveryExampleExactlyOnce(),
                new KilledEqualsUninterrupted(),
                new PoisonDoesNotStopTheStream(),
                new CheckpointsAreWhole(),
                new EvalResultsDoNotDependOnWorkers(),
                new BrokerRestart(),
                new NetworkFaults(),
                new DiskFaults());
    }

    /** Their names. */
    public static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return all().stream().map(Guarantee::name).iterator();
        }
    }
}
