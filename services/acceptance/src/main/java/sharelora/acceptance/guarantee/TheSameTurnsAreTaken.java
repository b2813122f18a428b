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
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.Example;
import sharelora.schemas.Topics;

/**
 * A job that notices drift, holds batches back and replays records is killed at random moments. It tells the same changes,
 * holds the same batches back and ends with the same bits as a job that met no fault. Its rules are so strict that it has
 * to do both; that it did is part of the trial.
 */
public final class TheSameTurnsAreTaken implements Guarantee {

    private static final int MOST_STEPS_A_LIFE = 12;
    private static final int LEAST_KILLS = 2;
    private static final int PARTS = 4;

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
        trial.prepare(scale.records() / 4);
        for (int i = 0; i < Math.max(LEAST_KILLS, scale.kills() / 2); i++) {
            trial.kill();
            afterDeath.accept(trial.killed);
        }
        return trial.finish();
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

        /** The last part of the stream has its labels exchanged: whoever learned the rule is wrong from then on. */
        void prepare(int records) {
            installation.submit(Jobs.looking(whole, stream));
            installation.submit(Jobs.looking(killed, stream));
            int change = records - records / PARTS;
            installation.feed(stream, 0, change);
            installation.drain("tokenizer", "--stream", stream);
            List<Example> exchanged = new ArrayList<>();
            for (int i = change; i < records; i++) {
                Example plain = Sentences.example(i);
                exchanged.add(Sentences.relabelled(plain, plain.getLabel().equals("low") ? "high" : "low"));
            }
            installation.feed(stream, exchanged);
            installation.drain("tokenizer", "--stream", stream);
            installation.drain("trainer", "--job", whole, "--threads", "2");
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
            installation.drain("trainer", "--job", killed, "--threads", threads());
            AdapterSnapshot one = history.manifest(killed).orElseThrow();
            AdapterSnapshot other = history.manifest(whole).orElseThrow();
            List<Drift> changes = changes(whole);
            List<String> outliers = outliers(whole);
            findings.expect("no change was noticed", !changes.isEmpty());
            findings.expect("no batch was held back", !outliers.isEmpty());
            findings.expectEqual("step", one.getStep(), other.getStep());
            findings.expectEqual(
                    "state", one.getNewest().getSha256(), other.getNewest().getSha256());
            findings.expectSame("changes", changes(killed), changes);
            findings.expectSame("records held back", outliers(killed), outliers);
            findings.expectSame("train-steps", history.steps(killed), history.steps(whole));
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
