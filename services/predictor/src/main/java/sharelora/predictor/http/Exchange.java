package sharelora.predictor.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A request with its one answer. The event loop's thread alone uses it. */
final class Exchange {

    private final HttpServerRequest request;
    private final Context context = Vertx.currentContext();
    private final ApiMetrics metrics;
    private final long since;
    private final List<Runnable> whenOver = new ArrayList<>();
    private boolean over;

    Exchange(HttpServerRequest request, ApiMetrics metrics, long since) {
        this.request = request;
        this.metrics = metrics;
        this.since = since;
        // Whoever hangs up does not want the answer.
        request.response().closeHandler(gone -> over());
    }

    HttpServerRequest request() {
        return request;
    }

    Context context() {
        return context;
    }

    boolean isOver() {
        return over;
    }

    /** Is called once: when the answer was given, or is not wanted any more. */
    void whenOver(Runnable action) {
        whenOver.add(action);
    }

    void refuse(int status, String error) {
        if (status == 503 && !over) {
            request.response().putHeader("Retry-After", "5");
        }
        end(status, new JsonObject().put("error", error));
    }

    /** Answers, unless that was done. */
    void end(int status, JsonObject json) {
        if (over) {
            return;
        }
        over();
        metrics.requests().add(1, Integer.toString(status));
        metrics.seconds().observe((System.nanoTime() - since) / 1e9);
        var _ = request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json.encode() + "\n");
    }

    private void over() {
        if (!over) {
            over = true;
            whenOver.forEach(Runnable::run);
        }
    }
}
