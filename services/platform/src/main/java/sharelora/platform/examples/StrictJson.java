package sharelora.platform.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON from outside: one value as RFC 8259 has it, in UTF-8 alone, no field twice, of bounded depth. No encoding is
 * guessed, since four bytes of anything may look like UTF-32.
 */
public final class StrictJson {

    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 1_000;
    private static final int LONGEST_NAME = 10_000;
    private static final int LONGEST_TEXT = 20_000_000;
    private static final int FRAMING = 5;
    private static final String NOT_JSON = "not JSON";

    // Names are those of strangers: none of them may stay behind in a table.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * The value in these bytes; a byte order mark before it is passed over.
     *
     * @throws NotJsonException where they are none, saying at which byte or character
     */
    public static JsonValue read(byte[] bytes) throws NotJsonException {
        if (bytes.length > FRAMING && bytes[0] == 0) {
            throw new NotJsonException("framed for a schema registry", "as the first byte is 0");
        }
        String text = StrictUtf8.decode(bytes).orElse(null);
        if (text == null) {
            throw new NotJsonException("not UTF-8", "from byte " + StrictUtf8.brokenAt(bytes) + " on");
        }
        return read(StrictUtf8.withoutMark(text));
    }

    /**
     * The value in these characters.
     *
     * @throws NotJsonException where they are none
     */
    public static JsonValue read(String text) throws NotJsonException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new NotJsonException("nothing", "");
            }
            JsonValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new NotJsonException("several JSON values", place(parser));
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new NotJsonException(
                    "JSON beyond a limit",
                    "which are %d levels, %d digits, names of %d characters and texts of %d"
                            .formatted(DEEPEST, LONGEST_NUMBER, LONGEST_NAME, LONGEST_TEXT));
        } catch (JsonProcessingException e) {
            boolean cut = e.getOriginalMessage().startsWith("Unexpected end-of-input");
            throw new NotJsonException(cut ? NotJsonException.CUT : NOT_JSON, place(e.getLocation()));
        } catch (IOException | RuntimeException e) {
            // Whatever a parser makes of a stranger's bytes: it is a finding about them, and no failure of ours.
            throw new NotJsonException(NOT_JSON, "");
        }
    }

    private static JsonValue value(JsonParser parser) throws IOException, NotJsonException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> items(parser);
            case VALUE_NULL -> JsonValue.Nothing.NULL;
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue.Scalar(parser.getText(), JsonValue.Kind.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Scalar(parser.getText(), JsonValue.Kind.NUMBER);
            default -> JsonValue.Scalar.of(parser.getText());
        };
    }

    private static JsonValue fields(JsonParser parser) throws IOException, NotJsonException {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (fields.containsKey(name)) {
                throw new NotJsonException("a field is there twice", place(parser));
            }
            fields.put(name, value(parser));
        }
        return new JsonValue.Fields(fields);
    }

    private static JsonValue items(JsonParser parser) throws IOException, NotJsonException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new JsonValue.Items(items);
    }

    private static String place(JsonParser parser) {
        return place(parser.currentTokenLocation());
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : "at character " + location.getCharOffset();
    }
}
