package sharelora.acceptance.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.failure.CrashPoint;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Topics;

/**
 * A predictor is killed while queries arrive. Each query then has exactly one committed prediction of each of the stream's
 * two jobs, by a checkpoint of that job, and the public topic says the same.
 */
public final class EveryQueryAnsweredOnce implements Guarantee {

    private static final int FEW = 20;
    private static final int MANY_KILLS = 10;
    private static final List<CrashPoint> POINTS =
            List.of(CrashPoint.RECORDS_SENT, CrashPoint.OFFSETS_SENT, CrashPoint.COMMITTED);

    private final Function<Installation, TopicHistory> reader;

    /** The trial with a reader of committed records. */
    public EveryQueryAnsweredOnce() {
        this(installation -> TopicHistory.of(installation.kafka()));
    }

    /**
     * The trial with another reader.
     *
     * @param reader reads the predictions; one that sees more or less than what is committed has to make the trial fail
     */
    public EveryQueryAnsweredOnce(Function<Installation, TopicHistory> reader) {
        this.reader = reader;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run, random);
        trial.prepare();
        // The first two leave what is not committed behind; a short trial takes one of them.
        List<CrashPoint> points = scale.kills() < MANY_KILLS ? List.of(POINTS.get(random.nextInt(2))) : POINTS;
        points.forEach(trial::dieAt);
        for (int i = 0; i < scale.kills() / 4; i++) {
            trial.kill();
        }
        return trial.finish(reader.apply(installation));
    }

    private static final class Trial {

        private final Installation installation;
        private final Random random;
        private final TrialFindings findings = new TrialFindings();
        private final String stream;
        private final List<String> jobs;
        private final Map<String, String> checkpoints = new HashMap<>();
        private int asked;

        Trial(Installation installation, String run, Random random) {
            this.installation = installation;
            this.random = random;
            this.stream = "asked-" + run;
            this.jobs = List.of("one-" + run, "other-" + run);
        }

        void prepare() {
            for (int i = 0; i < jobs.size(); i++) {
                String job = jobs.get(i);
                installation.submit(Jobs.file(job, stream, 0));
                checkpoints.put(job, AnnouncedAdapter.announce(installation, job, i));
            }
        }

        /** Asks until the predictor has so much to commit that it dies; only when it reads, so that it is not too much. */
        void dieAt(CrashPoint point) {
            Child dying = life("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":" + (1 + random.nextInt(2)));
            Await.until("a predictor dies at " + point.id(), () -> {
                ask(FEW);
                Await.pause(Duration.ofMillis(500));
                return !dying.alive();
            });
            findings.fault();
            findings.expectEqual("exit code at " + point.id(), dying.exit(Installation.PATIENCE), CrashPoint.EXIT);
        }

        void kill() {
            Child predictor = life();
            ask(FEW);
            Await.pause(Duration.ofMillis(1_500 + random.nextInt(3_000)));
            predictor.kill();
            findings.fault();
        }

        TrialOutcome finish(TopicHistory history) {
            Child last = life();
            ask(FEW);
            TopicHistory committed = TopicHistory.of(installation.kafka());
            Await.until("all " + asked + " queries of " + stream + " are answered", () -> {
                if (!last.alive()) {
                    throw new IllegalStateException(last + " died by itself:\n" + last.tail());
                }
                return committed.all(Topics.predictions(stream)).size() >= asked * jobs.size();
            });
            last.terminate();
            last.exit(Installation.PATIENCE);
            List<Prediction> predictions = history.all(Topics.predictions(stream));
            findings.expectSame(
                    "predictions",
                    predictions.stream().map(this::answered).sorted().toList(),
                    expected());
            findings.expectSame(
                    "public predictions",
                    history.all(Topics.PREDICTIONS).stream()
                            .filter(each -> each.getStream().equals(stream))
                            .map(each -> each.getJobId() + " " + each.getQueryId() + " " + each.getCheckpointId())
                            .sorted()
                            .toList(),
                    expected());
            return findings.verdict(asked);
        }

        private String answered(Prediction prediction) {
            return prediction.getJobId() + " " + prediction.getQueryId() + " " + prediction.getCheckpointId();
        }

        private List<String> expected() {
            return jobs.stream()
                    .flatMap(job -> IntStream.range(0, asked).mapToObj(i -> job + " " + i + " " + checkpoints.get(job)))
                    .sorted()
                    .toList();
        }

        private void ask(int count) {
            List<Outgoing<Query>> queries = new ArrayList<>();
            for (int end = asked + count; asked < end; asked++) {
                String id = Integer.toString(asked);
                Query query = new Query(id, Sentences.example(asked).getText(), null, null, false);
                queries.add(Outgoing.of(Topics.queries(stream), id, query));
            }
            try (LogWriter writer = LogWriter.open(installation.kafka(), "ask-" + stream)) {
                queries.forEach(writer::send);
                writer.flush();
            }
        }

        private Child life(String... options) {
            findings.restart();
            Child predictor = installation.stage(List.of(options), "predictor", "--stream", stream, "--threads", "1");
            Await.until(
                    "a predictor reads " + stream,
                    () -> !predictor.alive() || predictor.printed().contains("reading queries"));
            return predictor;
        }
    }
}
