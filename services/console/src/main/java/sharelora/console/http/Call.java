package sharelora.console.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was let in.
 *
 * @param path values of the template's variables
 * @param query parameters behind the path
 * @param body at most what the route allows
 */
record Call(Map<String, String> path, MultiMap query, byte[] body, Access.Caller caller) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A value of the path, which is there. */
    String part(String name) {
        return path.get(name);
    }

    /** A parameter; the other value where it is not there. */
    String parameter(String name, String otherwise) {
        return Optional.ofNullable(query.get(name)).orElse(otherwise);
    }

    /** A parameter that is a number within these. */
    int number(String name, int otherwise, int least, int most) {
        String value = query.get(name);
        try {
            int number = value == null ? otherwise : Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new HttpProblem(400, name + ": '" + value + "', expected a number from " + least + " to " + most);
        }
        throw new HttpProblem(400, name + ": '" + value + "', expected a number from " + least + " to " + most);
    }

    /** The body as an object with these fields alone. */
    JsonNode object(List<String> fields) {
        JsonNode object;
        try {
            object = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new HttpProblem(400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new HttpProblem(400, "the body is not JSON: " + e.getMessage());
        }
        if (object == null || !object.isObject()) {
            throw new HttpProblem(400, "the body is no object, expected one with " + String.join(", ", fields));
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw new HttpProblem(400, "a field is not known, expected " + String.join(", ", fields));
            }
        });
        return object;
    }

    /** A text of an object; a problem where it is not there and has to be. */
    static String text(JsonNode object, String name, boolean required) {
        JsonNode value = object.path(name);
        if (value.isTextual()) {
            return value.asText();
        }
        if (!required && (value.isMissingNode() || value.isNull())) {
            return "";
        }
        throw new HttpProblem(
                400, name + ": " + (value.isMissingNode() ? "missing" : value.getNodeType()) + ", expected a text");
    }
}
