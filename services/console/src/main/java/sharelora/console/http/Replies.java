package sharelora.console.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpServerRequest;

/** Answers in JSON. The event loop alone uses it. */
final class Replies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Replies() {}

    static String text(JsonNode json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is JSON", e);
        }
    }

    static void json(HttpServerRequest request, int status, JsonNode body) {
        end(request, status, "application/json", body);
    }

    /** RFC 9457: what is wrong, and each problem of it. */
    static void refuse(HttpServerRequest request, HttpProblem problem) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", request.response().setStatusCode(problem.status()).getStatusMessage())
                .put("status", problem.status())
                .put("detail", problem.getMessage());
        if (!problem.problems().isEmpty()) {
            ArrayNode problems = body.putArray("problems");
            problem.problems().forEach(problems::add);
        }
        switch (problem.status()) {
            case 401 -> request.response().putHeader("WWW-Authenticate", "Bearer");
            case 429, 503 -> request.response().putHeader("Retry-After", "2");
            default -> {}
        }
        end(request, problem.status(), "application/problem+json", body);
    }

    private static void end(HttpServerRequest request, int status, String type, JsonNode body) {
        if (request.response().ended() || request.response().closed()) {
            return; // whoever hangs up does not want the answer
        }
        var _ = request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(text(body));
    }
}
