package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Proxy;
import sharelora.acceptance.site.Proxy.Fault;

/**
 * The network between the stages and the broker drops, stalls, half-opens and resets connections. Every stage goes on by
 * itself, and no record is lost or processed twice.
 */
public final class NetworkFaults implements Guarantee {

    private static final List<Fault> LASTING = List.of(Fault.STALL, Fault.DROP, Fault.HALF_OPEN);
    private static final int LONGEST_MS = 6_000;

    private final BiConsumer<Installation, String> afterwards;

    /** The trial of the guarantee as it is promised. */
    public NetworkFaults() {
        this((installation, stream) -> {});
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param afterwards called with the stream's name when the network works again; it weakens the guarantee
     */
    public NetworkFaults(BiConsumer<Installation, String> afterwards) {
        this.afterwards = afterwards;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        TrialFindings findings = new TrialFindings();
        try (Installation apart = installation.behindProxy("network-" + run)) {
            TrialFlow flow = TrialFlow.start(apart, findings, "network-" + run);
            int rounds = Math.max(1, scale.kills() / LASTING.size());
            for (int round = 0; round < rounds; round++) {
                for (Fault fault : LASTING) {
                    flow.feed(scale.records() / rounds / LASTING.size());
                    Await.pause(Duration.ofMillis(random.nextInt(1_500)));
                    disturb(apart.proxy(), fault, random);
                    findings.fault();
                }
                long before = flow.step();
                flow.feed(8 * Jobs.BATCH_RECORDS);
                apart.proxy().reset();
                findings.fault();
                flow.awaitStepAfter(before);
            }
            afterwards.accept(apart, flow.job());
            return flow.finish();
        }
    }

    /** Injects the fault for a while, then resets the connections that suffered it. */
    private static void disturb(Proxy proxy, Fault fault, Random random) {
        proxy.set(fault);
        Await.pause(Duration.ofMillis(500 + random.nextInt(LONGEST_MS)));
        proxy.set(Fault.NONE);
        if (fault != Fault.STALL) {
            proxy.reset(); // bytes are missing in them, so no client can use them any more
        }
    }
}
