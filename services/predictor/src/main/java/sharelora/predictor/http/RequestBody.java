package sharelora.predictor.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.NotJsonException;
import sharelora.platform.examples.QueryOutcome;
import sharelora.platform.examples.QueryReader;
import sharelora.platform.examples.StrictJson;
import sharelora.schemas.Query;

/**
 * What a request asks: {@code {"id"?, "text", "textPair"?}}, or {@code {"queries": [...]}} of these.
 *
 * @param queries at least one; the id is empty where the request gives none
 * @param alone whether it is the first form, which is answered in the same way
 */
record RequestBody(List<Query> queries, boolean alone) {

    /** Most queries of a request. */
    static final int MOST = 256;

    private static final String QUERIES = "queries";
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
        if (!fields.containsKey(QUERIES)) {
            return new RequestBody(List.of(query("", fields)), true);
        }
        if (fields.size() > 1 || !(fields.get(QUERIES) instanceof JsonValue.Items(List<JsonValue> items))) {
            throw new HttpProblem(400, "queries: expected a list, and no other field beside it");
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
            queries.add(query(place + ".", each));
        }
        return new RequestBody(List.copyOf(queries), false);
    }

    private static Query query(String place, Map<String, JsonValue> fields) throws HttpProblem {
        for (String name : fields.keySet()) {
            if (!FIELDS.contains(name)) {
                throw new HttpProblem(
                        400,
                        place + "a field is not known: expected text, and maybe id and textPair; or queries alone");
            }
        }
        String text = text(place, "text", fields);
        if (text == null) {
            throw new HttpProblem(400, place + "text: missing, expected a text");
        }
        String id = text(place, "id", fields);
        Query query = new Query(id == null ? "" : id, text, text(place, "textPair", fields), null, false);
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
