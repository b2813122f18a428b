package sharelora.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.operations.WrongUsageException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.failure.TransientException;

/**
 * Everything that the console answers: its page, its API and its events. Requests are checked and bodies are read on the event
 * loop; whatever may wait is done on threads of its own.
 */
public final class ConsoleHttp implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleHttp.class);
    private static final int MOST_OPEN = 64;
    private static final String EVENTS = Routes.ROOT + "/events";
    private static final String SESSION = Routes.ROOT + "/session";
    private static final String OPENAPI = Routes.ROOT + "/openapi.json";

    private final Access access;
    private final EventStreams events;
    private final ExecutorService threads;
    private final List<Route> routes;
    private final JsonNode openApi;
    private final Pages pages = Pages.load();
    private final RateLimit looks = new RateLimit(300, 50);
    private final RateLimit acts = new RateLimit(20, 1);
    private final RateLimit strangers = new RateLimit(10, 0.5);
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param access who is let in
     * @param threads that requests wait on
     */
    public ConsoleHttp(Known known, Access access, EventStreams events, ExecutorService threads) {
        this.access = access;
        this.events = events;
        this.threads = threads;
        this.routes = Routes.of(known);
        this.openApi = OpenApi.of(routes);
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            access.requireOwnSite(request);
            String path = request.path();
            if (path.startsWith("/api/v1/")) {
                api(request, path);
            } else {
                pages.answer(request);
            }
        } catch (HttpProblem problem) {
            Replies.refuse(request, problem);
        }
    }

    private void api(HttpServerRequest request, String path) {
        Access.Caller caller = access.caller(request);
        limit(request, caller);
        if (path.equals(SESSION)) {
            session(request, caller);
            return;
        }
        if (path.equals(OPENAPI)) {
            Replies.json(request, 200, openApi);
            return;
        }
        if (path.equals(EVENTS) && request.method().name().equals("GET")) {
            require(caller, Role.VIEWER);
            events.open(request);
            return;
        }
        Route route = route(request.method().name(), path);
        require(caller, route.role());
        read(request, route, caller);
    }

    private void limit(HttpServerRequest request, Access.Caller caller) {
        String address = request.remoteAddress().hostAddress();
        boolean looking = request.method().name().equals("GET");
        RateLimit limit = caller.role() == Role.ANYBODY ? strangers : looking ? looks : acts;
        if (!limit.takes(String.valueOf(address), System.nanoTime())) {
            throw new HttpProblem(429, "too many requests at once, expected a pause between them");
        }
    }

    private static void require(Access.Caller caller, Role role) {
        if (caller.role() == Role.ANYBODY) {
            throw new HttpProblem(401, "expected a token that is let in, as Authorization: Bearer TOKEN");
        }
        if (!caller.role().may(role)) {
            throw new HttpProblem(403, caller.name() + " is a viewer, expected an operator");
        }
    }

    private Route route(String method, String path) {
        List<Route> there =
                routes.stream().filter(route -> route.match(path).isPresent()).toList();
        if (there.isEmpty()) {
            throw new HttpProblem(404, "nothing is there; " + OPENAPI + " says what is");
        }
        return there.stream()
                .filter(route -> route.method().equals(method))
                .findFirst()
                .orElseThrow(() -> new HttpProblem(
                        405,
                        "expected "
                                + String.join(
                                        " or ",
                                        there.stream().map(Route::method).toList())));
    }

    /** A token becomes a cookie that no script can read. */
    private void session(HttpServerRequest request, Access.Caller caller) {
        switch (request.method().name()) {
            case "GET" -> {}
            case "POST" -> {
                require(caller, Role.VIEWER);
                if (access.needsToken()) {
                    request.response().putHeader("Set-Cookie", access.begin(caller));
                }
            }
            case "DELETE" -> request.response().putHeader("Set-Cookie", access.end(request));
            default -> throw new HttpProblem(405, "expected GET, POST or DELETE");
        }
        Replies.json(
                request,
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", caller.name())
                        .put("role", caller.role().name())
                        .put("needsToken", access.needsToken()));
    }

    private void read(HttpServerRequest request, Route route, Access.Caller caller) {
        Map<String, String> path = route.match(request.path()).orElseThrow();
        Buffer body = Buffer.buffer();
        boolean[] refused = {false};
        request.handler(part -> {
            if (refused[0]) {
                return;
            }
            if (body.length() + part.length() > route.input().most()) {
                refused[0] = true;
                Replies.refuse(
                        request,
                        new HttpProblem(
                                413,
                                "the body is too long, expected at most "
                                        + route.input().most() + " bytes"));
            } else {
                body.appendBuffer(part);
            }
        });
        request.endHandler(end -> {
            if (!refused[0]) {
                work(request, route, new Call(path, request.params(), body.getBytes(), caller));
            }
        });
    }

    private void work(HttpServerRequest request, Route route, Call call) {
        if (open.incrementAndGet() > MOST_OPEN) {
            open.decrementAndGet();
            Replies.refuse(request, new HttpProblem(429, MOST_OPEN + " requests are open, which is the most"));
            return;
        }
        Context context = Vertx.currentContext();
        try {
            threads.execute(() -> {
                Optional<HttpProblem> problem = Optional.empty();
                JsonNode answer = null;
                try {
                    answer = route.handling().answer(call);
                } catch (RuntimeException e) {
                    problem = Optional.of(problem(route, e));
                } finally {
                    open.decrementAndGet();
                }
                Optional<HttpProblem> found = problem;
                JsonNode answered = answer;
                context.runOnContext(back -> found.ifPresentOrElse(
                        each -> Replies.refuse(request, each), () -> Replies.json(request, 200, answered)));
            });
        } catch (RejectedExecutionException e) {
            open.decrementAndGet();
            Replies.refuse(request, new HttpProblem(503, "the console is ending"));
        }
    }

    private static HttpProblem problem(Route route, RuntimeException e) {
        return switch (e) {
            case HttpProblem problem -> problem;
            case WrongUsageException wrong -> new HttpProblem(422, wrong.getMessage(), wrong.problems());
            case TransientException _ -> new HttpProblem(503, e.getMessage());
            case FencedException _ -> new HttpProblem(409, "somebody else did the same at this moment: try again");
            default -> {
                // Without the message, which may hold some of a request's text.
                LOG.error(
                        "request failed unforeseen operation={} cause={}",
                        route.id(),
                        e.getClass().getName(),
                        e);
                yield new HttpProblem(500, "failed unforeseen: " + e.getClass().getName());
            }
        };
    }
}
