package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.Topics;

/**
 * The results of a job equal those of its twin, number for number. One process evaluates the twin without faults; several
 * processes evaluate the job, are killed meanwhile, and deliver shards late and twice.
 */
public final class EvalResultsDoNotDependOnWorkers implements Guarantee {

    private final UnaryOperator<String> twin;

    /** The trial of the guarantee as it is promised. */
    public EvalResultsDoNotDependOnWorkers() {
        this(UnaryOperator.identity());
    }

    /**
     * The same trial with the guarantee weakened, so that it has to fail.
     *
     * @param twin changes the job file of the twin, so that both are measured on different records
     */
    public EvalResultsDoNotDependOnWorkers(UnaryOperator<String> twin) {
        this.twin = twin;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        int checkpoints = trial.evaluateInPeace(scale.records() / 2);
        trial.checkpointTheTwin(twin);
        int workers = Math.clamp(scale.kills(), 2, 4);
        trial.evaluateInTurmoil(workers, Math.max(1, scale.kills() / 2), checkpoints);
        return trial.finish(scale.records() / 2);
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TopicHistory history;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final String calm;
        private final String shaken;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.history = TopicHistory.of(installation.kafka());
            this.stream = "eval-" + run;
            this.calm = "alone-" + run;
            this.shaken = "shared-" + run;
        }

        /** Returns the number of results. */
        int evaluateInPeace(int records) {
            installation.submit(Jobs.keepingAll(calm, stream, 20));
            installation.feed(stream, 0, records);
            installation.drain("tokenizer", "--stream", stream);
            installation.drain("trainer", "--job", calm);
            installation.drain("checkpointer");
            installation.drain("evaluator");
            return results(calm).size();
        }

        void checkpointTheTwin(UnaryOperator<String> change) {
            installation.submit(change.apply(Jobs.keepingAll(shaken, stream, 20)));
            installation.drain("trainer", "--job", shaken);
            installation.drain("checkpointer");
        }

        void evaluateInTurmoil(int workers, int kills, int checkpoints) {
            List<Child> processes = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                processes.add(life());
            }
            for (int i = 0; i < kills; i++) {
                Await.pause(Duration.ofMillis(2_000 + random.nextInt(3_000)));
                int one = random.nextInt(workers);
                processes.get(one).kill();
                findings.fault();
                repeatShards();
                processes.set(one, life());
            }
            Await.until(
                    "all " + checkpoints + " results of " + shaken,
                    () -> results(shaken).size() >= checkpoints);
            processes.forEach(Child::terminate);
            processes.forEach(process -> process.exit(Installation.PATIENCE));
        }

        /** Writes every shard that was measured of the job a second time. */
        private void repeatShards() {
            try (LogWriter writer = LogWriter.open(installation.kafka(), "repeat-shards")) {
                for (EvalShard shard : history.all(Topics.EVAL_SHARDS)) {
                    if (shard.getTask().getJobId().equals(shaken)) {
                        String key = shard.getTask().getCheckpointId();
                        writer.send(Outgoing.of(Topics.EVAL_SHARDS, key, shard));
                        findings.fault();
                    }
                }
                writer.flush();
            }
        }

        TrialOutcome finish(int records) {
            findings.expect("there are results", !results(calm).isEmpty());
            findings.expectSame(
                    "eval-results",
                    List.copyOf(results(shaken).values()),
                    List.copyOf(results(calm).values()));
            return findings.verdict(records);
        }

        /** The highest complete revision of each result, ordered by step, without the fields that name the job. */
        private Map<Long, String> results(String job) {
            Map<Long, EvalResult> newest = new TreeMap<>();
            history.all(Topics.EVAL_RESULTS).stream()
                    .filter(result -> result.getJobId().equals(job) && result.getStatus() == EvalStatus.COMPLETE)
                    .forEach(result -> newest.merge(
                            result.getStep(),
                            result,
                            (one, other) -> one.getRevision() >= other.getRevision() ? one : other));
            Map<Long, String> described = new TreeMap<>();
            newest.forEach((step, result) -> described.put(step, described(result)));
            return described;
        }

        private static String described(EvalResult result) {
            return String.join(
                    " ",
                    Long.toString(result.getStep()),
                    result.getSuite(),
                    result.getSuiteSha256(),
                    result.getN() + "/" + result.getOf(),
                    String.valueOf(result.getMetrics()),
                    String.valueOf(result.getStepZero()),
                    String.valueOf(result.getLinearProbe()));
        }

        private Child life() {
            findings.restart();
            return installation.stage("evaluator", "--threads", Integer.toString(1 + random.nextInt(2)));
        }
    }
}
