package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.failure.CrashPoint;
import sharelora.platform.host.Exit;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.KeptState;

/**
 * A trainer is killed at random moments, dies at every named crash point, and is replaced while it is frozen. It ends with
 * the bits of a trainer that met no fault and has published the same steps. It replays records, so that what it keeps is
 * tried too. The number of threads changes at every start.
 */
public final class KilledEqualsUninterrupted implements Guarantee {

    private static final int MOST_THREADS = 4;
    private static final int MOST_STEPS_A_LIFE = 12;
    private static final int MOST_HITS = 3;

    /** JVM flags of some trainers: code that is compiled differently must give the same bits too. */
    private static final String OPTIMIZED = "-XX:TieredStopAtLevel=4";

    private final boolean onlyKills;
    private final Consumer<String> afterDeath;

    /** The trial of the guarantee as it is promised. */
    public KilledEqualsUninterrupted() {
        this(false, job -> {});
    }

    private KilledEqualsUninterrupted(boolean onlyKills, Consumer<String> afterDeath) {
        this.onlyKills = onlyKills;
        this.afterDeath = afterDeath;
    }

    /**
     * The trial with random kills only, and with the guarantee weakened, so that it has to fail.
     *
     * @param afterDeath called with the job's id after each kill, while no trainer runs; it weakens the guarantee
     */
    public static KilledEqualsUninterrupted withOnlyKills(Consumer<String> afterDeath) {
        return new KilledEqualsUninterrupted(true, afterDeath);
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        trial.prepare(scale.records());
        if (!onlyKills) {
            List.of(CrashPoint.values()).forEach(trial::dieAt);
            trial.replaceWhileItStandsStill();
        }
        for (int i = 0; i < scale.kills(); i++) {
            trial.kill(onlyKills || random.nextInt(4) > 0);
            afterDeath.accept(trial.killed);
        }
        return trial.finish();
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TopicHistory history;
        private final TrialFindings findings = new TrialFindings();
        private final List<Child> zombies = new ArrayList<>();
        private final String stream;
        private final String whole;
        private final String killed;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.history = TopicHistory.of(installation.kafka());
            this.stream = "kill-" + run;
            this.whole = "whole-" + run;
            this.killed = "killed-" + run;
        }

        void prepare(int records) {
            installation.submit(Jobs.replaying(whole, stream));
            installation.submit(Jobs.replaying(killed, stream));
            installation.feed(stream, 0, records);
            installation.drain("tokenizer", "--stream", stream);
            installation.drain(List.of(OPTIMIZED), "trainer", "--job", whole, "--threads", "2");
        }

        void dieAt(CrashPoint point) {
            int hits = 1 + random.nextInt(MOST_HITS);
            Child trainer = life("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":" + hits);
            int exit = trainer.exit(Installation.PATIENCE);
            findings.fault();
            findings.expectEqual("exit code at " + point.id() + ":" + hits, exit, CrashPoint.EXIT);
        }

        void replaceWhileItStandsStill() {
            Child zombie = life();
            awaitSteps(zombie, 1);
            zombie.freeze();
            findings.fault();
            Child replacement = life();
            awaitSteps(replacement, 1);
            zombie.thaw();
            awaitSteps(replacement, MOST_STEPS_A_LIFE);
            replacement.kill();
            findings.fault();
            zombies.add(zombie);
        }

        /** Kills the trainer at a random moment, while it works or while it starts. */
        void kill(boolean working) {
            Child trainer = life();
            if (working) {
                awaitSteps(trainer, 1 + random.nextInt(MOST_STEPS_A_LIFE));
            }
            Await.pause(Duration.ofMillis(random.nextInt(working ? 50 : 3_000)));
            trainer.kill();
            findings.fault();
        }

        TrialOutcome finish() {
            installation.drain("trainer", "--job", killed, "--threads", threads());
            // A fenced trainer waits before it ends, so that two trainers do not fence each other for ever.
            zombies.forEach(zombie -> findings.expectEqual(
                    "exit code of a trainer that was replaced", zombie.exit(Installation.PATIENCE), Exit.FENCED));
            AdapterSnapshot one = history.manifest(killed).orElseThrow();
            AdapterSnapshot other = history.manifest(whole).orElseThrow();
            findings.expectEqual("step", one.getStep(), other.getStep());
            findings.expectEqual(
                    "state", one.getNewest().getSha256(), other.getNewest().getSha256());
            findings.expectEqual("records", one.getRecords(), other.getRecords());
            findings.expectSame("checkpoints", flagged(one), flagged(other));
            findings.expectSame("train-steps", history.steps(killed), history.steps(whole));
            return findings.verdict(other.getRecords());
        }

        private Child life(String... options) {
            findings.restart();
            return installation.stage(List.of(options), "trainer", "--job", killed, "--threads", threads());
        }

        private String threads() {
            return Integer.toString(1 + random.nextInt(MOST_THREADS));
        }

        /** Waits until that many more steps are committed. A trainer that ends before that has run out of batches. */
        private void awaitSteps(Child trainer, int more) {
            long target = Math.max(0, history.step(killed)) + more;
            Await.until(trainer + " takes step " + target, () -> {
                findings.expect(trainer + " died by itself:\n" + trainer.tail(), trainer.alive());
                return !trainer.alive() || history.step(killed) >= target;
            });
        }

        private static List<String> flagged(AdapterSnapshot manifest) {
            List<String> flagged = new ArrayList<>();
            for (KeptState state : manifest.getKept()) {
                if (state.getCheckpoint()) {
                    flagged.add(state.getStep() + " " + state.getSha256());
                }
            }
            return flagged;
        }
    }
}
