package sharelora.acceptance.guarantee;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import sharelora.acceptance.site.Await;
import sharelora.acceptance.site.Child;
import sharelora.acceptance.site.Installation;
import sharelora.acceptance.site.Sentences;
import sharelora.acceptance.site.TopicHistory;
import sharelora.platform.failure.CrashPoint;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Topics;

/**
 * Of two predictors, which capture what they are asked, one is killed; whoever asked it asks the other one the same, and then
 * again whoever takes the dead one's place. Each id then has one query and one prediction on the topics, and whoever asked
 * was always told that one.
 */
public final class EveryIdCapturedOnce implements Guarantee {

    private static final int FEW = 6;
    private static final int MANY_KILLS = 10;
    private static final List<CrashPoint> POINTS = List.of(CrashPoint.RECORDS_SENT, CrashPoint.COMMITTED);

    private final Function<Installation, TopicHistory> reader;

    /** The trial with a reader of committed records. */
    public EveryIdCapturedOnce() {
        this(installation -> TopicHistory.of(installation.kafka()));
    }

    /**
     * The trial with another reader.
     *
     * @param reader reads both topics; one that sees more or less than what is committed has to make the trial fail
     */
    public EveryIdCapturedOnce(Function<Installation, TopicHistory> reader) {
        this.reader = reader;
    }

    @Override
    public TrialOutcome test(Installation installation, String run, Scale scale, Random random) {
        Trial trial = new Trial(installation, run);
        trial.prepare();
        POINTS.forEach(trial::dieAt);
        for (int i = 0; i < (scale.kills() < MANY_KILLS ? 0 : scale.kills() / 4); i++) {
            trial.kill(random.nextInt(FEW));
        }
        return trial.finish(reader.apply(installation));
    }

    private static final class Trial {

        private final Installation installation;
        private final TrialFindings findings = new TrialFindings();
        private final HttpClient client = HttpClient.newHttpClient();
        private final String stream;
        private final String job;
        private final Map<String, String> told = new HashMap<>();
        private Child stays;
        private int asked;

        Trial(Installation installation, String run) {
            this.installation = installation;
            this.stream = "captured-" + run;
            this.job = "job-" + run;
        }

        void prepare() {
            installation.submit(Jobs.file(job, stream, 0));
            AnnouncedAdapter.announce(installation, job, 1);
            stays = life();
        }

        /** The first capture dies: before its commit, or after it and before its answer. */
        void dieAt(CrashPoint point) {
            Child dying = life("-D" + CrashPoint.PROPERTY + "=" + point.id() + ":1");
            String id = next();
            findings.expect(
                    "an answer of one that died at " + point.id(),
                    ask(dying, id).isEmpty());
            findings.expectEqual("exit code at " + point.id(), dying.exit(Installation.PATIENCE), CrashPoint.EXIT);
            findings.fault();
            askAll(stays, List.of(id));
            askAll(life(), List.of(id));
        }

        /** One that has written and told some, and dies while it is asked more. */
        void kill(int answered) {
            Child dying = life();
            List<String> ids = IntStream.range(0, FEW).mapToObj(i -> next()).toList();
            askAll(dying, ids.subList(0, answered));
            Thread rest =
                    Thread.startVirtualThread(() -> ids.subList(answered, FEW).forEach(id -> ask(dying, id)));
            dying.kill();
            findings.fault();
            Await.until("nobody asks the dead", () -> !rest.isAlive());
            askAll(stays, ids);
        }

        TrialOutcome finish(TopicHistory history) {
            List<String> expected = IntStream.range(0, asked)
                    .mapToObj(Integer::toString)
                    .sorted()
                    .toList();
            askAll(life(), expected);
            findings.expectSame(
                    "queries",
                    history.all(Topics.queries(stream)).stream()
                            .map(Query::getId)
                            .sorted()
                            .toList(),
                    expected);
            findings.expectSame(
                    "predictions",
                    history.all(Topics.predictions(stream)).stream()
                            .map(Prediction::getQueryId)
                            .sorted()
                            .toList(),
                    expected);
            return findings.verdict(asked);
        }

        private String next() {
            return Integer.toString(asked++);
        }

        /** As a client does, until it is answered. */
        private void askAll(Child predictor, List<String> ids) {
            for (String id : ids) {
                Await.until(
                        "query " + id + " is answered", () -> ask(predictor, id).isPresent());
            }
        }

        /** What it answers, which has to be what it was told before; empty where it answers nothing. */
        private Optional<String> ask(Child predictor, String id) {
            String text = Sentences.example(Integer.parseInt(id)).getText();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + predictor.port() + "/v1/jobs/" + job + "/predictions"))
                    .timeout(Duration.ofSeconds(40))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"capture\": true, \"id\": \"" + id + "\", \"text\": \"" + text + "\"}"))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                    return Optional.empty();
                }
                String before = told.putIfAbsent(id, response.body());
                findings.expectEqual("the answer to " + id, response.body(), before == null ? response.body() : before);
                return Optional.of(response.body());
            } catch (IOException _) {
                return Optional.empty(); // it has died
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        private Child life(String... options) {
            findings.restart();
            Child predictor = installation.stage(List.of(options), "predictor", "--stream", stream, "--threads", "1");
            Await.until(
                    "a predictor serves " + stream,
                    () -> !predictor.alive() || predictor.printed().contains("serving stream="));
            return predictor;
        }
    }
}
