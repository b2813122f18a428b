package sharelora.acceptance.guarantee;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.fixtures.Regression;
import sharelora.platform.failure.CrashPoint;
import sharelora.platform.kafka.LogWriter;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.Example;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;

/**
 * A job that notices drift, holds batches back, replays records and goes back to an earlier state is killed at random moments,
 * also while it goes back. It tells the same changes, holds the same batches back, goes back once and ends with the same bits
 * as a job that met no fault. Its rules are so strict that it has to do all of it; that it did is part of the trial.
 */
public final class TheSameTurnsAreTaken implements Guarantee {

    private static final List<CrashPoint> CRASH_POINTS = List.of(CrashPoint.values());
    private static final int MOST_STEPS_A_LIFE = 12;
    private static final int LEAST_KILLS = 2;
    private static final int PARTS = 4;
    private static final long PROMOTED = Jobs.CHECKPOINT_EVERY;

    private final Consumer<String> afterDeath;

    /** The trial of the guarantee as it is promised. */
    public TheSameTurnsAreTaken() {
        this(job -> {});
    }

    private TheSameTurnsAreTaken(Consumer<String> afterDeath) {
        this.afterDeath = afterDeath;
    }

    /**
     * The trial with the guarantee weakened, so that it has to fail.
     *
     * @param afterDeath called with the job's id after each kill, while no trainer runs; it weakens the guarantee
     */
    public static TheSameTurnsAreTaken weakened(Consumer<String> afterDeath) {
        return new TheSameTurnsAreTaken(afterDeath);
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        int records = scale.records() / 4;
        int kills = Math.max(LEAST_KILLS, scale.kills() / 2);
        trial.submit();
        trial.feed(0, records / 2, records);
        Child straight = trial.straight();
        kill(trial, kills / 2);
        trial.drain(straight);
        trial.regress();
        trial.feed(records / 2, records, records);
        straight = trial.straight();
        trial.dieGoingBack();
        afterDeath.accept(trial.killed);
        kill(trial, kills - kills / 2 - 1);
        trial.drain(straight);
        return trial.finish();
    }

    private void kill(Trial trial, int times) {
        for (int i = 0; i < times; i++) {
            trial.kill();
            afterDeath.accept(trial.killed);
        }
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TopicHistory history;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final String whole;
        private final String killed;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.history = TopicHistory.of(installation.kafka());
            this.stream = "turn-" + run;
            this.whole = "straight-" + run;
            this.killed = "turned-" + run;
        }

        void submit() {
            installation.submit(Jobs.looking(whole, stream));
            installation.submit(Jobs.looking(killed, stream));
        }

        /** The last part of the stream has its labels exchanged: whoever learned the rule is wrong from then on. */
        void feed(int from, int to, int all) {
            List<Example> examples = new ArrayList<>();
            for (int i = from; i < to; i++) {
                Example plain = Sentences.example(i);
                String other = plain.getLabel().equals("low") ? "high" : "low";
                examples.add(i < all - all / PARTS ? plain : Sentences.relabelled(plain, other));
            }
            installation.feed(stream, examples);
            installation.drain("tokenizer", "--stream", stream);
        }

        /** Learns what there is with no fault, while the other job is killed. */
        Child straight() {
            return installation.stage("trainer", "--job", whole, "--threads", "2", "--until-idle", "1");
        }

        void drain(Child straight) {
            installation.drain("trainer", "--job", killed, "--threads", threads());
            findings.expectEqual("exit code of the job with no fault", straight.exit(Installation.PATIENCE), 0);
        }

        /** Both gates find the newest checkpoint worse than an early one. */
        void regress() {
            try (LogWriter writer = LogWriter.open(installation.kafka(), "gate-" + stream)) {
                for (String job : List.of(whole, killed)) {
                    AdapterSnapshot manifest = history.manifest(job).orElseThrow();
                    KeptState promoted = manifest.getKept().stream()
                            .filter(state -> state.getStep() == PROMOTED)
                            .findFirst()
                            .orElseThrow();
                    Regression.promotion(job, promoted).forEach(writer::send);
                    writer.send(Regression.verdict(job, manifest.getStep(), PROMOTED));
                }
                writer.flush();
            }
        }

        /** Before its next step it goes back, and dies while it makes that durable. */
        void dieGoingBack() {
            findings.restart();
            CrashPoint point = CRASH_POINTS.get(random.nextInt(CRASH_POINTS.size()));
            Child trainer = installation.stage(
                    List.of("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":1"),
                    "trainer",
                    "--job",
                    killed,
                    "--threads",
                    threads());
            findings.expectEqual("exit code at " + point.id(), trainer.exit(Installation.PATIENCE), CrashPoint.EXIT);
            findings.fault();
        }

        /** Kills the trainer after some more steps are committed; one that ends before has run out of batches. */
        void kill() {
            findings.restart();
            Child trainer = installation.stage(List.of(), "trainer", "--job", killed, "--threads", threads());
            long target = Math.max(0, history.step(killed)) + 1 + random.nextInt(MOST_STEPS_A_LIFE);
            Await.until(trainer + " takes step " + target, () -> !trainer.alive() || history.step(killed) >= target);
            trainer.kill();
            findings.fault();
        }

        TrialOutcome finish() {
            AdapterSnapshot one = history.manifest(killed).orElseThrow();
            AdapterSnapshot other = history.manifest(whole).orElseThrow();
            List<Drift> changes = changes(whole);
            List<String> outliers = outliers(whole);
            findings.expect("no change was noticed", !changes.isEmpty());
            findings.expect("no batch was held back", !outliers.isEmpty());
            findings.expectEqual("step", one.getStep(), other.getStep());
            findings.expectEqual(
                    "state", one.getNewest().getSha256(), other.getNewest().getSha256());
            findings.expectEqual("times that it went back", other.getRestores().size(), 1);
            findings.expectSame("restores", one.getRestores(), other.getRestores());
            findings.expectSame("changes", changes(killed), changes);
            findings.expectSame("records held back", outliers(killed), outliers);
            findings.expectSame("train-steps", history.steps(killed), history.steps(whole));
            installation.command("delete", "--job", whole);
            installation.command(
                    "delete", "--job", killed); // no evaluator is to look for checkpoints that are words alone
            return findings.verdict(other.getRecords());
        }

        private List<Drift> changes(String job) {
            return history.all(Topics.DRIFT).stream()
                    .filter(drift -> drift.getJobId().equals(job))
                    .map(drift -> Drift.newBuilder(drift)
                            .setJobId("any")
                            .setDriftId("any")
                            .build())
                    .toList();
        }

        private List<String> outliers(String job) {
            return history.all(Topics.DEAD_LETTERS).stream()
                    .filter(letter ->
                            job.equals(letter.getJobId()) && letter.getReason().equals("outlier"))
                    .map(letter -> DeadLetter.newBuilder(letter)
                            .setJobId("any")
                            .setDeadAt(Instant.EPOCH)
                            .build()
                            .toString())
                    .toList();
        }

        private String threads() {
            return Integer.toString(1 + random.nextInt(4));
        }
    }
}
