package sharelora.predictor.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;

/**
 * A request with its one answer. It is over when the answer was written to the last byte, or nobody waits for it any more.
 * The event loop's thread alone uses it, but for {@link #gone} and {@link #onLoop}.
 */
public final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String RETRY_AFTER = "Retry-After";

    private final HttpServerRequest request;
    private final Context context = Vertx.currentContext();
    private final ApiMetrics metrics;
    private final Function<HttpProblem, JsonObject> errors;
    private final long since = System.nanoTime();
    private final List<Runnable> whenOver = new ArrayList<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private boolean answered;
    private boolean over;
    private EventStream events;

    /** @param errors problems as the endpoint's clients expect to be told */
    Exchange(HttpServerRequest request, ApiMetrics metrics, Function<HttpProblem, JsonObject> errors) {
        this.request = request;
        this.metrics = metrics;
        this.errors = errors;
        // Whoever hangs up does not want the answer.
        request.response().closeHandler(closed -> over());
    }

    /** What is asked. */
    public HttpServerRequest request() {
        return request;
    }

    /** Completes when the exchange is over, so that nothing is computed for nobody. */
    public CompletableFuture<Void> gone() {
        return gone;
    }

    /** Runs it on the event loop. From any thread. */
    public void onLoop(Runnable action) {
        context.runOnContext(ignored -> action.run());
    }

    Context context() {
        return context;
    }

    /** Whether it is answered, or nobody waits any more. */
    public boolean isAnswered() {
        return answered;
    }

    /** Is called once. */
    void whenOver(Runnable action) {
        whenOver.add(action);
    }

    /** Says why there is no answer, unless there is one. */
    public void refuse(Throwable cause) {
        HttpProblem problem = problem(cause);
        if (answered) {
            return;
        }
        if (events != null) {
            events.end(errors.apply(problem));
            return;
        }
        if (problem.status() == 503 && !request.response().headers().contains(RETRY_AFTER)) {
            request.response().putHeader(RETRY_AFTER, "5");
        }
        end(problem.status(), errors.apply(problem));
    }

    private static HttpProblem problem(Throwable cause) {
        return switch (cause) {
            case HttpProblem problem -> problem;
            case CompletionException e when e.getCause() != null -> problem(e.getCause());
            case TimeoutException _ -> new HttpProblem(504, "no answer in time");
            case TransientException e -> new HttpProblem(503, e.getMessage());
            default -> {
                // Without the message, which may hold some of the request's text.
                LOG.error(
                        "request failed unforeseen stage=predictor cause={}",
                        cause.getClass().getName());
                yield new HttpProblem(
                        500, "failed unforeseen: " + cause.getClass().getName());
            }
        };
    }

    /** Answers, unless that was done. */
    public void end(int status, JsonObject json) {
        if (answered) {
            return;
        }
        told(status);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json.encode() + "\n")
                .onComplete(written -> over());
    }

    /** Begins to answer with events; the one that is there where that was done. */
    public EventStream events() {
        if (events == null) {
            request.response()
                    .setStatusCode(200)
                    .setChunked(true)
                    .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                    .putHeader("Cache-Control", "no-cache");
            events = new EventStream(this);
        }
        return events;
    }

    /** The answer is complete, whether it is written or not. */
    void told(int status) {
        answered = true;
        metrics.requests().add(1, Integer.toString(status));
        metrics.seconds().observe((System.nanoTime() - since) / 1e9);
    }

    /** Gives up: says so, or hangs up on a client that does not read what was said. */
    void expire(HttpProblem problem) {
        if (answered || (events != null && events.isFull())) {
            var _ = request.connection().close();
        } else {
            refuse(problem);
        }
    }

    void over() {
        if (!over) {
            over = true;
            answered = true;
            gone.complete(null);
            whenOver.forEach(Runnable::run);
        }
    }
}
