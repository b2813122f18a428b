package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.Random;
import java.util.function.BiConsumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Installation;

/**
 * The broker is killed while records flow and returns after seconds. Every stage then goes on by itself, and no record is
 * lost or processed twice.
 */
public final class BrokerRestart implements Guarantee {

    private static final int LONGEST_AWAY_MS = 4_000;

    private final BiConsumer<Installation, String> afterwards;

    /** The trial of the guarantee as it is promised. */
    public BrokerRestart() {
        this((installation, stream) -> {});
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param afterwards called with the stream's name when the broker is back; it weakens the guarantee
     */
    public BrokerRestart(BiConsumer<Installation, String> afterwards) {
        this.afterwards = afterwards;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        TrialFindings findings = new TrialFindings();
        TrialFlow flow = TrialFlow.start(installation, findings, "restart-" + run);
        int kills = Math.max(1, scale.kills() / 2);
        for (int i = 0; i < kills; i++) {
            flow.feedAndLearn(scale.records() / kills / 2);
            Await.pause(Duration.ofMillis(random.nextInt(500)));
            installation.broker().kill();
            findings.fault();
            Await.pause(Duration.ofMillis(random.nextInt(LONGEST_AWAY_MS)));
            installation.startBroker();
            findings.restart();
            flow.feedAndLearn(scale.records() / kills / 2);
        }
        afterwards.accept(installation, flow.job());
        return flow.finish();
    }
}
