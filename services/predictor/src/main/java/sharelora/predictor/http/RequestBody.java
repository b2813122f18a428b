package sharelora.predictor.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.NotJsonException;
import sharelora.platform.examples.QueryOutcome;
import sharelora.platform.examples.QueryReader;
import sharelora.platform.examples.StrictJson;
import sharelora.schemas.Query;

/**
 * What a request asks: {@code {"id"?, "text", "textPair"?}}, or {@code {"queries": [...]}} of these; {@code "capture"} beside
 * either.
 *
 * @param queries at least one; the id is empty where the request gives none, and made up where it captures
 * @param alone whether it is the first form, which is answered in the same way
 * @param capture whether queries and answers are to be written
 */
record RequestBody(List<Query> queries, boolean alone, boolean capture) {

    /** Most queries of a request. */
    static final int MOST = 256;

    private static final String QUERIES = "queries";
    private static final String CAPTURE = "capture";
    private static final Set<String> FIELDS = Set.of("id", "text", "textPair");

    /**
     * Reads a body.
     *
     * @throws HttpProblem 400 where it is no such JSON, naming the place; 422 where a text cannot be asked, or there are too
     *     many or none
     */
    static RequestBody of(byte[] body) throws HttpProblem {
        JsonValue value;
        try {
            value = StrictJson.read(body);
        } catch (NotJsonException e) {
            throw new HttpProblem(400, "the body is " + e.getMessage() + ": expected one JSON object");
        }
        if (!(value instanceof JsonValue.Fields(Map<String, JsonValue> fields))) {
            throw new HttpProblem(400, "the body is " + value.type() + ", expected an object");
        }
        boolean capture = capture(fields.getOrDefault(CAPTURE, JsonValue.Nothing.NULL));
        if (!fields.containsKey(QUERIES)) {
            Map<String, JsonValue> own = new LinkedHashMap<>(fields);
            own.remove(CAPTURE);
            return new RequestBody(List.of(query("", own, capture)), true, capture);
        }
        if (fields.size() > (fields.containsKey(CAPTURE) ? 2 : 1)
                || !(fields.get(QUERIES) instanceof JsonValue.Items(List<JsonValue> items))) {
            throw new HttpProblem(400, "queries: expected a list, and no other field than capture beside it");
        }
        if (items.isEmpty() || items.size() > MOST) {
            throw new HttpProblem(422, "queries: there are " + items.size() + ", expected 1 to " + MOST);
        }
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String place = "queries[" + i + "]";
            if (!(items.get(i) instanceof JsonValue.Fields(Map<String, JsonValue> each))) {
                throw new HttpProblem(400, place + ": found " + items.get(i).type() + ", expected an object");
            }
            queries.add(query(place + ".", each, capture));
        }
        return new RequestBody(List.copyOf(queries), false, capture);
    }

    private static boolean capture(JsonValue value) throws HttpProblem {
        return switch (value) {
            case JsonValue.Nothing _ -> false;
            case JsonValue.Scalar(String text, JsonValue.Kind kind)
            when kind == JsonValue.Kind.BOOLEAN -> Boolean.parseBoolean(text);
            case JsonValue other ->
                throw new HttpProblem(400, CAPTURE + ": found " + other.type() + ", expected true or false");
        };
    }

    private static Query query(String place, Map<String, JsonValue> fields, boolean capture) throws HttpProblem {
        for (String name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw new HttpProblem(
                        400,
                        place
                                + "a field is not known: expected text, and maybe id and textPair; or queries; and capture");
            }
        }
        String text = text(place, "text", fields);
        if (text == null) {
            throw new HttpProblem(400, place + "text: missing, expected a text");
        }
        String id = text(place, "id", fields);
        String absent = capture ? UUID.randomUUID().toString() : "";
        Query query =
                new Query(id == null || id.isEmpty() ? absent : id, text, text(place, "textPair", fields), null, false);
        if (QueryReader.check(query) instanceof QueryOutcome.Poison poison) {
            throw new HttpProblem(422, place + poison.detail());
        }
        return query;
    }

    /** The text of that field; null where it is not there, or null. */
    private static String text(String place, String name, Map<String, JsonValue> fields) throws HttpProblem {
        return switch (fields.getOrDefault(name, JsonValue.Nothing.NULL)) {
            case JsonValue.Nothing _ -> null;
            case JsonValue.Scalar scalar
            when scalar.kind() == JsonValue.Kind.TEXT && scalar.isWellFormed() -> scalar.text();
            case JsonValue other ->
                throw new HttpProblem(
                        400,
                        place + name + ": found " + other.type()
                                + (other.type().equals("text") ? " with half a character" : "") + ", expected a text");
        };
    }
}
