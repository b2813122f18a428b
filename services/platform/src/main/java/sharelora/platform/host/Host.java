package sharelora.platform.host;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.DiskMetrics;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.http.HttpEndpoint;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.metrics.Metrics;

/**
 * A process that runs one stage until it is done, idle for long enough, told to stop, or cannot go on.
 *
 * <p>SIGTERM and SIGINT stop the stage, and the JVM exits with 0 within ten seconds. A stage that takes longer is cut off,
 * with the signal's own code. What is not committed by then comes again at the next start: correctness rests on the log,
 * not on a clean end.
 */
public final class Host {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final long IDLE_CHECK_MS = 200;

    private final HostConfig config;
    private final Vertx vertx;
    private final Platform platform;
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();

    private Host(HostConfig config, Vertx vertx, Platform platform) {
        this.config = config;
        this.vertx = vertx;
        this.platform = platform;
    }

    /**
     * Runs the stage and returns the exit code ({@link Exit}). A stage that cannot start for now, since the broker does
     * not answer, is made anew and tried again.
     */
    public static int run(HostConfig config, Function<Platform, Stage> stages) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                // A process that is killed would leave the folder of its class path's cache behind.
                .setFileSystemOptions(new FileSystemOptions().setClassPathResolvingEnabled(false)));
        CompletableFuture<Integer> stopped = new CompletableFuture<>();
        int code = Exit.FATAL;
        try {
            Platform platform =
                    new Platform(config.kafka(), BlobStore.open(config.blobs()), Metrics.withJvm(), new Health());
            DiskMetrics.show(platform.blobs(), platform.metrics());
            Host host = new Host(config, vertx, platform);
            try (SignalHook _ = SignalHook.install(() -> host.outcome.complete(Exit.DONE), stopped)) {
                code = host.serve(stages);
            }
        } catch (RuntimeException e) {
            code = failed(config.name(), e);
        } finally {
            settle("close", vertx.close());
            stopped.complete(code);
        }
        return code;
    }

    private int serve(Function<Platform, Stage> stages) {
        HttpEndpoint http;
        try {
            http = HttpEndpoint.start(vertx, config.http(), platform.health(), platform.metrics())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new FatalException(
                    "http: cannot listen on " + config.http().host() + ":"
                            + config.http().port() + ": " + e.getCause().getMessage()
                            + ", expected an address of this machine and a free port"
                            + (config.http().tls().isPresent() ? ", and a certificate with its key" : ""),
                    e);
        }
        LOG.info(
                "listening stage={} host={} port={}",
                config.name(),
                config.http().host(),
                http.port());
        String deployment = deploy(stages, http);
        int code = outcome.join();
        if (deployment != null) {
            settle("stop", vertx.undeploy(deployment));
        }
        LOG.info("ended stage={} code={}", config.name(), code);
        return code;
    }

    /** The deployment's id; null where the end came first. */
    private String deploy(Function<Platform, Stage> stages, HttpEndpoint http) {
        Backoff backoff = new Backoff();
        while (!outcome.isDone()) {
            Stage stage = stages.apply(platform);
            stage.api().ifPresent(api -> http.answersWith(stage.apiRoot(), api));
            try {
                String id = StageDeployment.deploy(vertx, config.name(), stage)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
                watch(stage);
                return id;
            } catch (ExecutionException e) {
                retryOrEnd(e.getCause(), backoff);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome.complete(Exit.DONE);
            }
        }
        return null;
    }

    private void retryOrEnd(Throwable cause, Backoff backoff) {
        if (!(cause instanceof TransientException)) {
            outcome.complete(failed(config.name(), cause));
            return;
        }
        Duration wait = backoff.failed();
        LOG.warn("not started stage={} waitMs={} cause={}", config.name(), wait.toMillis(), cause.getMessage());
        platform.health().ready(config.name()).down("not started: " + cause.getMessage());
        try {
            outcome.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("trying again stage={}", config.name());
        } catch (ExecutionException | InterruptedException e) {
            outcome.complete(failed(config.name(), e));
        }
    }

    private void watch(Stage stage) {
        stage.ended()
                .onSuccess(done -> outcome.complete(Exit.DONE))
                .onFailure(e -> outcome.complete(failed(config.name(), e)));
        config.untilIdle()
                .ifPresent(time -> vertx.setPeriodic(IDLE_CHECK_MS, timer -> {
                    if (stage.idle().compareTo(time) >= 0) {
                        vertx.cancelTimer(timer);
                        drain(stage);
                    }
                }));
    }

    private void drain(Stage stage) {
        LOG.info("draining stage={}", config.name());
        stage.drain()
                .onSuccess(done -> outcome.complete(Exit.DONE))
                .onFailure(e -> outcome.complete(failed(config.name(), e)));
    }

    private static int failed(String name, Throwable e) {
        if (Exit.speaksForItself(e)) {
            LOG.error("stage {} cannot go on: {}", name, e.getMessage());
        } else {
            LOG.error("stage {} cannot go on", name, e);
        }
        return Exit.codeOf(e);
    }

    private static void settle(String what, Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // What was not committed comes again at the next start, so an unclean end costs time only.
            LOG.warn("unclean {} cause={}", what, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
