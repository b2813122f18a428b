package sharelora.acceptance.guarantee;

import java.util.Iterator;
import java.util.List;

/** The list of all guarantees. */
public final class Guarantees {

    private Guarantees() {}

    /** Every guarantee, in the order in which records pass the stages. */
    public static List<Guarantee> all() {
        return List.of(
                new EveryExampleExactlyOnce(),
                new KilledEqualsUninterrupted(),
                new TheSameTurnsAreTaken(),
                new PoisonDoesNotStopTheStream(),
                new CheckpointsAreWhole(),
                new EvalResultsDoNotDependOnWorkers(),
                new EveryQueryAnsweredOnce(),
                new EveryIdCapturedOnce(),
                new SwapsNeverMix(),
                new BrokerRestart(),
                new NetworkFaults(),
                new DiskFaults());
    }

    /** The names of all guarantees. */
    public static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return all().stream().map(Guarantee::name).iterator();
        }
    }
}
