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
 * The network between the stages and the broker drops, stalls, half-opens and resets their connections: every stage goes
 * on by itself, and nothing is lost or twice.
 */
public final class NetworkFaults implements Guarantee {

    private static final List<Fault> LASTING = List.of(Fault.STALL, Fault.DROP, Fault.HALF_OPEN);
    private static final int LONGEST_MS = 6_000;

    private final BiConsumer<Installation, String> afterwards;

    /** The whole trial. */
    public NetworkFaults() {
        this((installation, stream) -> {});
    }

    /**
     * The same trial of something weaker, which has to fail.
     *
     * @param afterwards what happens to the stream of that name when the network is well again
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

    /** For a while; connections that were bad for long are of no use any more, so they end with it. */
    private static void disturb(Proxy proxy, Fault fault, Random random) {
        proxy.set(fault);
        Await.pause(Duration.ofMillis(500 + random.nextInt(LONGEST_MS)));
        proxy.set(Fault.NONE);
        if (fault != Fault.STALL) {
            proxy.reset(); // bytes are missing in the midst of them
        }
    }
}
