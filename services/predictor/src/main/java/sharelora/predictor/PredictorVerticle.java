package sharelora.predictor;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.stage.StageDeclarations;
import sharelora.predictor.adapter.AdapterLoader;
import sharelora.predictor.adapter.FollowedAdapters;
import sharelora.predictor.capture.Captures;
import sharelora.predictor.compute.ComputeThread;
import sharelora.predictor.http.Endpoint;
import sharelora.predictor.http.JobLookup;
import sharelora.predictor.http.PredictionApi;
import sharelora.predictor.http.Predictions;
import sharelora.predictor.http.RequestWork;
import sharelora.predictor.openai.Completions;
import sharelora.predictor.openai.Models;
import sharelora.predictor.stream.ServedStreams;

/** Streams → a loop each: Query → Prediction; and the same over HTTP. Any number of instances share a stream's partitions. */
public final class PredictorVerticle extends StageVerticle {

    /** How often what stands still is looked at, whether its next try is due. */
    private static final long LOOK_AGAIN_MS = 500;

    private final PredictorConfig config;
    private final Platform platform;
    private final PredictionApi api;
    private final RequestWork work = new RequestWork();
    private final AtomicBoolean asked = new AtomicBoolean();
    private BaseCache bases;
    private FollowedAdapters adapters;
    private AdapterLoader loader;
    private volatile Optional<Catalog> catalog = Optional.empty();
    private volatile Optional<ComputeThread> compute = Optional.empty();
    private volatile Optional<ServedStreams> streams = Optional.empty();
    private volatile Optional<Captures> captures = Optional.empty();

    /** Serves what the configuration names; loads a base when the first adapter needs it. */
    public PredictorVerticle(PredictorConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        ComputeThread.declare(platform.metrics());
        ServedStreams.declare(platform.metrics());
        Captures.declare(platform.metrics());
        this.api = new PredictionApi(config.tokens(), config.limits(), endpoints(), work, platform.metrics());
    }

    private List<Endpoint> endpoints() {
        Duration timeout = config.limits().timeout();
        JobLookup jobs = new JobLookup(
                () -> catalog,
                name -> streams.flatMap(served -> served.stream(name)),
                () -> compute,
                job -> adapters.awaited(job));
        Models models = new Models(jobs);
        return List.of(
                new Predictions(jobs, () -> captures, timeout),
                new Completions(jobs, models, false, timeout),
                new Completions(jobs, models, true, timeout),
                models);
    }

    @Override
    public Optional<Handler<HttpServerRequest>> api() {
        return Optional.of(api);
    }

    @Override
    public Future<?> start() {
        return inOrder(this::announceSchemas, this::openBases, this::followTopics, this::compute, this::serveStreams);
    }

    private void announceSchemas() {
        opened(work);
        captures = Optional.of(opened(new Captures(platform.kafka(), platform.metrics())));
        PublicSchemas.announce(platform.kafka(), StageDeclarations.PREDICTOR.announced());
    }

    private void openBases() {
        bases = opened(new BaseCache(platform.blobs(), config.engine()));
    }

    private void followTopics() {
        Catalog followed = opened(Catalog.open(platform.kafka()));
        followed.onChange(this::reconcile);
        adapters = opened(FollowedAdapters.open(platform.kafka(), config.serve(), this::reconcile));
        catalog = Optional.of(followed);
    }

    private void compute() {
        loader = opened(
                new AdapterLoader(platform.blobs(), bases, config.threads())); // closed after what uses its threads
        ComputeThread started = opened(ComputeThread.start(config.batching(), platform.metrics(), bases::abandon));
        failsWith(started.ended());
        compute = Optional.of(started);
    }

    private void serveStreams() {
        ServedStreams served = opened(new ServedStreams(
                config.stream(),
                platform,
                new ServedStreams.Sources(catalog.orElseThrow(), adapters, loader, compute.orElseThrow()),
                config.batching().maxTokens()));
        served.reconcile();
        streams = Optional.of(served);
        vertx.setPeriodic(LOOK_AGAIN_MS, timer -> reconcile());
    }

    /** One look at a time: what changes during one is seen by the next. */
    private void reconcile() {
        if (streams.isPresent() && asked.compareAndSet(false, true)) {
            vertx.executeBlocking(() -> {
                        asked.set(false);
                        streams.ifPresent(ServedStreams::reconcile);
                        return null;
                    })
                    .onFailure(end()::tryFail);
        }
    }

    @Override
    public Duration idle() {
        return streams.map(ServedStreams::idle).orElse(Duration.ZERO);
    }

    @Override
    public Future<Void> drain() {
        return streams.orElseThrow().drain();
    }
}
