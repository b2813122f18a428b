package sharelora.predictor.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.metrics.Metrics;

/**
 * {@code POST /v1/jobs/{job}/predictions}. What is not answered has a status and {@code {"error": "..."}} in words. Bodies
 * are read on the event loop, everything else is done on other threads.
 */
public final class PredictionApi implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(PredictionApi.class);
    private static final Pattern PATH = Pattern.compile("/v1/jobs/([a-z0-9][a-z0-9-]{0,62})/predictions");

    private final Optional<BearerTokens> tokens;
    private final Limits limits;
    private final Predictions predictions;
    private final ApiMetrics metrics;
    private final AtomicInteger open = new AtomicInteger();

    /** @param tokens one of which a request has to name; empty: none is needed */
    public PredictionApi(Optional<BearerTokens> tokens, Limits limits, Predictions predictions, Metrics metrics) {
        this.tokens = tokens;
        this.limits = limits;
        this.predictions = predictions;
        this.metrics = ApiMetrics.of(metrics);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, metrics, System.nanoTime());
        Matcher path = PATH.matcher(request.path());
        if (!path.matches()) {
            exchange.refuse(404, "there is POST /v1/jobs/JOB/predictions");
        } else if (tokens.isPresent() && !tokens.get().allow(request.getHeader("Authorization"))) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            exchange.refuse(401, "expected a token that is let in, as Authorization: Bearer TOKEN");
        } else if (!HttpMethod.POST.equals(request.method())) {
            request.response().putHeader("Allow", "POST");
            exchange.refuse(405, "only POST is answered");
        } else if (open.incrementAndGet() > limits.requests()) {
            open.decrementAndGet();
            request.response().putHeader("Retry-After", "1");
            exchange.refuse(429, limits.requests() + " requests are open, which is the most: come again");
        } else {
            metrics.open().set(open.get());
            exchange.whenOver(this::closed);
            read(exchange, path.group(1));
        }
    }

    private void closed() {
        metrics.open().set(open.decrementAndGet());
    }

    /** Gathers the body as long as it is within the limit; what is sent beyond it is dropped. */
    private void read(Exchange exchange, String job) {
        HttpServerRequest request = exchange.request();
        Buffer body = Buffer.buffer();
        long timer = vertx().setTimer(
                        limits.timeout().toMillis(),
                        id -> exchange.refuse(504, "no answer within " + limits.timeout()));
        exchange.whenOver(() -> vertxOf(exchange).cancelTimer(timer));
        request.handler(part -> {
            if (exchange.isOver()) {
                return;
            }
            if (body.length() + part.length() > Limits.BODY_BYTES) {
                exchange.refuse(413, "the body is too long: expected at most " + Limits.BODY_BYTES + " bytes");
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            if (!exchange.isOver()) {
                answer(exchange, job, body.getBytes());
            }
        });
    }

    private static Vertx vertx() {
        return Vertx.currentContext().owner();
    }

    private static Vertx vertxOf(Exchange exchange) {
        return exchange.context().owner();
    }

    private void answer(Exchange exchange, String job, byte[] body) {
        Context context = exchange.context();
        context.executeBlocking(() -> predictions.ask(job, body), false).onComplete(asked -> {
            if (asked.failed()) {
                refuse(exchange, asked.cause());
                return;
            }
            Future.fromCompletionStage(asked.result(), context)
                    .onComplete(answered -> finish(exchange, answered.result(), answered.cause()));
        });
    }

    private static void finish(Exchange exchange, JsonObject json, Throwable failure) {
        if (failure == null) {
            exchange.end(200, json);
        } else {
            refuse(exchange, failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }

    private static void refuse(Exchange exchange, Throwable cause) {
        switch (cause) {
            case HttpProblem problem -> exchange.refuse(problem.status(), problem.getMessage());
            case TimeoutException _ -> exchange.refuse(504, "no answer in time");
            case TransientException e -> exchange.refuse(503, e.getMessage());
            default -> {
                // Without the message, which may hold some of the request's text.
                LOG.error(
                        "request failed unforeseen stage=predictor cause={}",
                        cause.getClass().getName());
                exchange.refuse(500, "failed unforeseen: " + cause.getClass().getName());
            }
        }
    }
}
