package sharelora.platform.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Optional;
import java.util.Set;
import sharelora.platform.health.Check;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;

/**
 * {@code /health/live} and {@code /health/ready}: 200 or 503 with {@code {"status", "checks": [{"name", "status",
 * "reason"}]}}; {@code /metrics}: Prometheus's text format. It answers from what was pushed, so it never waits for a broker.
 */
public final class HttpEndpoint {

    /** A connection on which nothing moves for so long is closed; longer than any answer takes. */
    private static final int IDLE_SECONDS = 300;

    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String METRICS = "/metrics";
    private static final Set<String> OWN = Set.of(LIVE, READY, METRICS);
    private static final String JSON = "application/json";

    private final Health health;
    private final Metrics metrics;
    private final HttpServer server;
    private volatile Optional<Answered> api = Optional.empty();

    /** @param root what the paths begin with that the stage answers */
    private record Answered(String root, Handler<HttpServerRequest> handler) {}

    private HttpEndpoint(Vertx vertx, Optional<TlsFiles> tls, Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
        this.server = vertx.createHttpServer(options(tls)).requestHandler(this::answer);
    }

    private static HttpServerOptions options(Optional<TlsFiles> tls) {
        HttpServerOptions options = new HttpServerOptions().setIdleTimeout(IDLE_SECONDS);
        tls.ifPresent(files -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(files.certificate().toString())
                        .setKeyPath(files.key().toString())));
        return options;
    }

    /** Starts listening. @return completes when it listens; fails where host or port cannot be bound */
    public static Future<HttpEndpoint> start(Vertx vertx, HttpConfig config, Health health, Metrics metrics) {
        HttpEndpoint endpoint = new HttpEndpoint(vertx, config.tls(), health, metrics);
        return endpoint.server.listen(config.port(), config.host()).map(endpoint);
    }

    /** The port it listens on, also where the configuration asked for any free one. */
    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    /**
     * Has a stage answer whatever is under that path, whatever its method, but health and metrics; it ends each response.
     *
     * @param root such as {@code /v1/}
     */
    public void answersWith(String root, Handler<HttpServerRequest> handler) {
        api = Optional.of(new Answered(root, handler));
    }

    private void answer(HttpServerRequest request) {
        Optional<Answered> stage = api;
        if (stage.isPresent() && request.path().startsWith(stage.get().root()) && !OWN.contains(request.path())) {
            stage.get().handler().handle(request);
            return;
        }
        if (!HttpMethod.GET.equals(request.method())) {
            end(request, 405, "text/plain", "only GET is answered\n");
            return;
        }
        switch (request.path()) {
            case LIVE -> report(request, health.live());
            case READY -> report(request, health.ready());
            case METRICS -> end(request, 200, Metrics.CONTENT_TYPE, metrics.exposition());
            default -> end(request, 404, "text/plain", "there are /health/live, /health/ready and /metrics\n");
        }
    }

    private static void report(HttpServerRequest request, Health.Report report) {
        JsonArray checks = new JsonArray();
        report.checks().forEach(check -> checks.add(check(check)));
        JsonObject body = new JsonObject().put("status", word(report.up())).put("checks", checks);
        end(request, report.up() ? 200 : 503, JSON, body.encode());
    }

    private static JsonObject check(Check.State check) {
        JsonObject json = new JsonObject().put("name", check.name()).put("status", word(check.up()));
        return check.up() ? json : json.put("reason", check.reason());
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static void end(HttpServerRequest request, int status, String type, String body) {
        // Whoever hangs up before the answer does not want it.
        var _ = request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .end(body);
    }
}
