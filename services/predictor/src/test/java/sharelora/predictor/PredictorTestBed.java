package sharelora.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import sharelora.engine.EngineChoice;
import sharelora.fixtures.TestInstallation;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.health.Check;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageDeployment;
import sharelora.platform.records.Outgoing;
import sharelora.predictor.adapter.ServeOptions;
import sharelora.predictor.compute.Batching;
import sharelora.predictor.http.Limits;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Prediction;
import sharelora.schemas.Query;
import sharelora.schemas.Topics;

/** Predictors on a real broker, with a stream and what its jobs have written. */
public final class PredictorTestBed implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(40);

    public final TestInstallation installation;
    public final Tiny tiny;
    private final BlobStore blobs;
    private final Vertx vertx = Vertx.vertx();
    private final Map<PredictorVerticle, String> deployed = new HashMap<>();

    public PredictorTestBed(Path folder) {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        tiny = new Tiny(blobs, folder);
        installation = TestInstallation.start(folder, blobs);
        installation.createStream(Tiny.STREAM);
        installation.write(List.of(Outgoing.of(Topics.STREAMS, Tiny.STREAM, tiny.stream())));
    }

    /** A base that generates, with a stream of its own. */
    public TinyTeller teller(Path folder) {
        TinyTeller teller = new TinyTeller(blobs, folder);
        installation.createStream(TinyTeller.STREAM);
        installation.write(List.of(Outgoing.of(Topics.STREAMS, TinyTeller.STREAM, teller.stream())));
        return teller;
    }

    public void submit(Job job) {
        installation.write(List.of(Outgoing.of(Topics.JOBS, job.getJobId(), job)));
    }

    public void announce(Checkpoint checkpoint) {
        installation.write(List.of(Outgoing.of(Topics.CHECKPOINTS, checkpoint.getJobId(), checkpoint)));
    }

    public void promote(Checkpoint checkpoint) {
        installation.write(List.of(Outgoing.of(Topics.PROMOTIONS, checkpoint.getJobId(), Tiny.promotion(checkpoint))));
    }

    public void ask(int from, int to) {
        ask(IntStream.range(from, to).mapToObj(Tiny::query).toArray(Query[]::new));
    }

    public void ask(Query... queries) {
        List<Outgoing<Query>> records = new ArrayList<>();
        for (Query query : queries) {
            records.add(Outgoing.of(Topics.queries(Tiny.STREAM), query.getId(), query));
        }
        installation.write(records);
    }

    /** Starts a predictor as another process would. */
    public PredictorVerticle start(Platform platform) {
        return start(platform, new Batching(256, Duration.ofMillis(5)));
    }

    public PredictorVerticle start(Platform platform, Batching batching) {
        return start(platform, batching, ServeOptions.NONE);
    }

    /** @param serve what the process is told to serve, whatever the jobs say */
    public PredictorVerticle start(Platform platform, Batching batching, ServeOptions serve) {
        PredictorVerticle predictor = new PredictorVerticle(
                new PredictorConfig(
                        Optional.empty(),
                        serve,
                        EngineChoice.STANDARD,
                        1,
                        batching,
                        new Limits(64, Duration.ofSeconds(20)),
                        Optional.empty()),
                platform);
        deployed.put(predictor, settled(StageDeployment.deploy(vertx, "predictor-" + deployed.size(), predictor)));
        return predictor;
    }

    public void stop(PredictorVerticle predictor) {
        settled(vertx.undeploy(deployed.remove(predictor)));
    }

    public Vertx vertx() {
        return vertx;
    }

    public List<Prediction> predictions() {
        return installation.read(Topics.predictions(Tiny.STREAM));
    }

    /** Waits until so many predictions are committed. */
    public List<Prediction> predictions(int count) {
        await().atMost(PATIENCE).until(() -> predictions().size() >= count);
        return predictions();
    }

    /** Waits until what is served is that checkpoint. */
    public static void awaitServed(Platform platform, Checkpoint checkpoint) {
        await().atMost(PATIENCE)
                .until(() ->
                        platform.metrics().exposition().contains("adapter=\"" + checkpoint.getAdapterName() + "\""));
    }

    /** Why the check of that name is down; empty where it is up or not there. */
    public static String reason(Platform platform, String check) {
        return platform.health().ready().checks().stream()
                .filter(state -> state.name().equals(check))
                .findFirst()
                .map(Check.State::reason)
                .orElse("");
    }

    public static <T> T settled(Future<T> future) {
        await().atMost(PATIENCE).until(future::isComplete);
        assertThat(future.succeeded()).as("%s", future.cause()).isTrue();
        return future.result();
    }

    @Override
    public void close() {
        settled(vertx.close());
        installation.close();
    }
}
