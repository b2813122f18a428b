package sharelora.acceptance.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.host.Exit;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Example;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * A trainer skips batches whose loss is not finite. Each of their records becomes one dead letter, and the trainer ends
 * with the bits of one that was not killed. Five such batches in a row end the trainer with exit code 1; it then commits
 * nothing more.
 */
public final class PoisonDoesNotStopTheStream implements Guarantee {

    private static final int ONE_IN = 60;
    private static final int IN_A_ROW = 5;

    private final Consumer<String> afterwards;

    /** The trial of the guarantee as it is promised. */
    public PoisonDoesNotStopTheStream() {
        this(job -> {});
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param afterwards called with the job's id when all is learned; it weakens the guarantee
     */
    public PoisonDoesNotStopTheStream(Consumer<String> afterwards) {
        this.afterwards = afterwards;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        trial.prepare(scale.records());
        for (int i = 0; i < Math.max(1, scale.kills() / 2); i++) {
            trial.kill();
        }
        trial.finish(afterwards);
        trial.endsAfterFiveInARow();
        return trial.verdict();
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TopicHistory history;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final String whole;
        private final String killed;
        private int fed;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.history = TopicHistory.of(installation.kafka());
            this.stream = "poison-" + run;
            this.whole = "unharmed-" + run;
            this.killed = "poisoned-" + run;
        }

        void prepare(int records) {
            installation.submit(Jobs.file(whole, stream, 0));
            installation.submit(Jobs.file(killed, stream, 0));
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                boolean poison = random.nextInt(ONE_IN) == 0 || i == records / 2;
                examples.add(poison ? Sentences.overflowing(i) : Sentences.example(i));
            }
            installation.feed(stream, examples);
            fed = records;
            installation.drain("tokenizer", "--stream", stream);
            installation.drain("trainer", "--job", whole);
        }

        void kill() {
            Child trainer = installation.stage("trainer", "--job", killed);
            findings.restart();
            long target = Math.max(0, history.step(killed)) + 1 + random.nextInt(2 * Jobs.CHECKPOINT_EVERY);
            Await.until(killed + " takes step " + target, () -> history.step(killed) >= target);
            trainer.kill();
            findings.fault();
        }

        void finish(Consumer<String> afterwards) {
            installation.drain("trainer", "--job", killed);
            afterwards.accept(killed);
            AdapterSnapshot one = history.manifest(killed).orElseThrow();
            AdapterSnapshot other = history.manifest(whole).orElseThrow();
            findings.expectEqual(
                    "state", one.getNewest().getSha256(), other.getNewest().getSha256());
            findings.expectSame("train-steps", described(history.steps(killed)), described(history.steps(whole)));
            expectSkipped(whole);
            expectSkipped(killed);
        }

        /** Checks that exactly the poisoned batches were skipped and that each of their records has one dead letter. */
        private void expectSkipped(String job) {
            List<TokenBatch> batches = history.all(Topics.tokenBatches(stream));
            List<StepStatus> expected = batches.stream()
                    .map(batch -> isPoison(batch) ? StepStatus.SKIPPED : StepStatus.LEARNED)
                    .toList();
            findings.expectSame(
                    "fates of steps of " + job,
                    history.steps(job).stream().map(TrainStep::getStatus).toList(),
                    expected);
            findings.expectSame(
                    "dead letters of " + job,
                    letters(job),
                    batches.stream()
                            .filter(Trial::isPoison)
                            .flatMap(batch -> batch.getExampleIds().stream())
                            .sorted()
                            .toList());
        }

        private List<String> letters(String job) {
            return history.all(Topics.DEAD_LETTERS).stream()
                    .filter(letter -> job.equals(letter.getJobId()))
                    .filter(letter -> letter.getReason().equals("not-finite"))
                    .map(letter -> UTF_8.decode(letter.getKey().duplicate()).toString())
                    .sorted()
                    .toList();
        }

        private static boolean isPoison(TokenBatch batch) {
            return batch.getExampleIds().stream().anyMatch(Sentences::isOverflowing);
        }

        /** Compares the texts of steps, since NaN is not equal to itself. */
        private static List<String> described(List<TrainStep> steps) {
            return steps.stream().map(TrainStep::toString).toList();
        }

        void endsAfterFiveInARow() {
            String job = stream + "-flood";
            installation.submit(Jobs.file(job, job, 0));
            List<Example> flood = new ArrayList<>();
            for (int i = 0; i < (IN_A_ROW + 1) * Jobs.BATCH_RECORDS; i++) {
                flood.add(Sentences.overflowing(i));
            }
            installation.feed(job, flood);
            installation.drain("tokenizer", "--stream", job);
            Child trainer = installation.stage("trainer", "--job", job, "--until-idle", "1");
            findings.expectEqual("exit code after five in a row", trainer.exit(Installation.PATIENCE), Exit.FATAL);
            findings.expect("the trainer says why it ended", trainer.printed().contains("5 batches in a row"));
            findings.expect("five in a row are not committed", history.step(job) < IN_A_ROW);
            findings.fault();
        }

        TrialOutcome verdict() {
            return findings.verdict(fed);
        }
    }
}
