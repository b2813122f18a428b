package sharelora.predictor.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import sharelora.platform.http.BearerTokens;
import sharelora.platform.metrics.Metrics;

/**
 * What is under {@code /v1/}: lets in who may ask, and no more at a time than there is room for; reads bodies on the event
 * loop, and hands them on to the endpoint of their path.
 */
public final class PredictionApi implements Handler<HttpServerRequest> {

    private final Optional<BearerTokens> tokens;
    private final Limits limits;
    private final List<Endpoint> endpoints;
    private final Executor work;
    private final ApiMetrics metrics;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * An API of these endpoints.
     *
     * @param tokens one of which a request has to name; empty: none is needed
     * @param work runs what takes time
     */
    public PredictionApi(
            Optional<BearerTokens> tokens, Limits limits, List<Endpoint> endpoints, Executor work, Metrics metrics) {
        this.tokens = tokens;
        this.limits = limits;
        this.endpoints = List.copyOf(endpoints);
        this.work = work;
        this.metrics = ApiMetrics.of(metrics);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        List<Endpoint> there =
                endpoints.stream().filter(each -> each.isAt(path)).toList();
        Exchange exchange =
                new Exchange(request, metrics, there.isEmpty() ? PredictionApi::inWords : there.getFirst()::error);
        if (there.isEmpty()) {
            exchange.refuse(new HttpProblem(
                    404,
                    "there are POST /v1/jobs/JOB/predictions, /v1/completions and /v1/chat/completions, and GET"
                            + " /v1/models"));
        } else if (tokens.isPresent() && !tokens.get().allow(request.getHeader("Authorization"))) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            exchange.refuse(new HttpProblem(401, "expected a token that is let in, as Authorization: Bearer TOKEN"));
        } else {
            there.stream()
                    .filter(each -> each.method().equals(request.method()))
                    .findFirst()
                    .ifPresentOrElse(each -> take(exchange, each), () -> refuseMethod(exchange, there.getFirst()));
        }
    }

    private static void refuseMethod(Exchange exchange, Endpoint there) {
        String method = there.method().name();
        exchange.request().response().putHeader("Allow", method);
        exchange.refuse(new HttpProblem(405, "only " + method + " is answered"));
    }

    private static JsonObject inWords(HttpProblem problem) {
        return new JsonObject().put("error", problem.getMessage());
    }

    private void take(Exchange exchange, Endpoint endpoint) {
        if (open.incrementAndGet() > limits.requests()) {
            open.decrementAndGet();
            exchange.request().response().putHeader("Retry-After", "1");
            exchange.refuse(
                    new HttpProblem(429, limits.requests() + " requests are open, which is the most: come again"));
            return;
        }
        metrics.open().set(open.get());
        exchange.whenOver(() -> metrics.open().set(open.decrementAndGet()));
        Vertx vertx = exchange.context().owner();
        // The second time, what the first has said is not read.
        long timer = vertx.setPeriodic(
                limits.timeout().toMillis(),
                id -> exchange.expire(new HttpProblem(504, "no answer within " + limits.timeout())));
        exchange.whenOver(() -> vertx.cancelTimer(timer));
        read(exchange, endpoint);
    }

    /** Gathers the body as long as it is within the limit; what is sent beyond it is dropped. */
    private void read(Exchange exchange, Endpoint endpoint) {
        HttpServerRequest request = exchange.request();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (exchange.isAnswered()) {
                return;
            }
            if (body.length() + part.length() > Limits.BODY_BYTES) {
                exchange.refuse(
                        new HttpProblem(413, "the body is too long: expected at most " + Limits.BODY_BYTES + " bytes"));
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            if (!exchange.isAnswered()) {
                answer(exchange, endpoint, body.getBytes());
            }
        });
    }

    private void answer(Exchange exchange, Endpoint endpoint, byte[] body) {
        try {
            endpoint.answer(exchange, body, work);
        } catch (RejectedExecutionException _) {
            exchange.refuse(new HttpProblem(503, "the predictor has stopped"));
        }
    }
}
