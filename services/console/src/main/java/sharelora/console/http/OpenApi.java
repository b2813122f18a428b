package sharelora.console.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The API's description, OpenAPI 3.1, made of the table that it is answered by. */
final class OpenApi {

    private OpenApi() {}

    static ObjectNode of(List<Route> routes) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "ShareLoRA Streams: console")
                .put("version", "v1")
                .put("description", "What operators look at and do. Errors are application/problem+json (RFC 9457).");
        ObjectNode paths = root.putObject("paths");
        routes.forEach(route -> add(paths.withObjectProperty(route.template()), route));
        own(paths);
        ObjectNode components = root.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        ObjectNode problem =
                components.putObject("schemas").putObject("Problem").put("type", "object");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer");
        properties
                .putObject("detail")
                .put("type", "string")
                .put("description", "Names the value and what was expected.");
        properties.putObject("problems").put("type", "array").putObject("items").put("type", "string");
        root.putArray("security").addObject().putArray("token");
        return root;
    }

    private static void add(ObjectNode path, Route route) {
        ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT))
                .put("operationId", route.id())
                .put("summary", route.summary())
                .put("description", "Needs the role " + route.role().name().toLowerCase(Locale.ROOT) + ".");
        ArrayNode parameters = operation.putArray("parameters");
        for (String name : route.variables()) {
            parameter(parameters, name, "path", "Name of the " + name + ".").put("required", true);
        }
        new TreeMap<>(route.input().parameters()).forEach((name, words) -> parameter(parameters, name, "query", words));
        if (!route.input().type().isEmpty()) {
            body(operation, route);
        }
        responses(operation.putObject("responses"));
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in, String words) {
        ObjectNode node = parameters.addObject().put("name", name).put("in", in).put("description", words);
        node.putObject("schema").put("type", "string");
        return node;
    }

    private static void body(ObjectNode operation, Route route) {
        ObjectNode body = operation
                .putObject("requestBody")
                .put("description", "At most " + route.input().most() + " bytes.");
        ObjectNode schema =
                body.putObject("content").putObject(route.input().type()).putObject("schema");
        if (route.input().fields().isEmpty()) {
            schema.put("type", "string");
            return;
        }
        schema.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        new TreeMap<>(route.input().fields())
                .forEach((name, words) -> properties
                        .putObject(name)
                        .put("type", name.equals("partition") || name.equals("offset") ? "integer" : "string")
                        .put("description", words));
    }

    private static void responses(ObjectNode responses) {
        responses
                .putObject("200")
                .put("description", "Done, or told.")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema");
        responses
                .putObject("default")
                .put("description", "Refused, or not possible now.")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }

    /** What is not a question with one answer. */
    private static void own(ObjectNode paths) {
        ObjectNode events = paths.withObjectProperty(Routes.ROOT + "/events")
                .putObject("get")
                .put("operationId", "events")
                .put("summary", "Server-sent events of what changes: overview, change, flow and trouble.");
        parameter(events.putArray("parameters"), "since", "query", "The id of the last event that was seen.");
        ObjectNode answered =
                events.putObject("responses").putObject("200").put("description", "Events without an end.");
        answered.putObject("content")
                .putObject("text/event-stream")
                .putObject("schema")
                .put("type", "string");
        ObjectNode session = paths.withObjectProperty(Routes.ROOT + "/session");
        simple(session, "get", "session", "Who asks, and whether a token is needed.");
        simple(session, "post", "begin", "Exchanges a token for a cookie.");
        simple(session, "delete", "end", "Ends the cookie's session.");
        simple(paths.withObjectProperty(Routes.ROOT + "/openapi.json"), "get", "description", "This description.");
    }

    private static void simple(ObjectNode path, String method, String id, String summary) {
        responses(path.putObject(method)
                .put("operationId", id)
                .put("summary", summary)
                .putObject("responses"));
    }
}
