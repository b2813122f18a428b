package sharelora.predictor.openai;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import sharelora.predictor.http.HttpProblem;

/** Problems in OpenAI's form. */
final class OpenAiErrors {

    static final String WRONG_REQUEST = "invalid_request_error";

    private OpenAiErrors() {}

    /** {@code {"error": {"message", "type", "param", "code"}}}. */
    static JsonObject json(HttpProblem problem) {
        return new JsonObject()
                .put(
                        "error",
                        new JsonObject()
                                .put("message", problem.getMessage())
                                .put("type", type(problem.status()))
                                .put("param", problem.param().orElse(null))
                                .put(
                                        "code",
                                        problem.code()
                                                .or(() -> code(problem.status()))
                                                .orElse(null)));
    }

    private static String type(int status) {
        return switch (status) {
            case 429 -> "requests";
            case 500 -> "server_error";
            case 503 -> "service_unavailable";
            case 504 -> "timeout";
            default -> WRONG_REQUEST;
        };
    }

    private static Optional<String> code(int status) {
        return switch (status) {
            case 401 -> Optional.of("invalid_api_key");
            case 429 -> Optional.of("rate_limit_exceeded");
            default -> Optional.empty();
        };
    }

    /** A field's value is none that is answered. */
    static HttpProblem unsupported(String field, String message) {
        return new HttpProblem(400, message).at(field).coded("unsupported_value");
    }
}
