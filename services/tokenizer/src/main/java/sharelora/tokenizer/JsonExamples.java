package sharelora.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.util.Locale;
import sharelora.platform.records.Received;
import sharelora.schemas.Input;

/**
 * Reads a topic that the user already has: one JSON object per record, fields by name, dots for nesting. A field may
 * hold a string, a number or a boolean; null counts as missing.
 */
final class JsonExamples {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final Field id;
    private final Field text;
    private final Field label;

    private JsonExamples(Field id, Field text, Field label) {
        this.id = id;
        this.text = text;
        this.label = label;
    }

    static JsonExamples of(Input input) {
        return new JsonExamples(Field.of(input.getId()), Field.of(input.getText()), Field.of(input.getLabel()));
    }

    Reading read(Received record) {
        if (record.value() == null) {
            return new Reading.Poison(Reason.UNREADABLE, "expected a JSON object, found no value");
        }
        JsonNode root;
        try {
            root = JSON.readTree(record.value());
        } catch (JsonProcessingException e) {
            return new Reading.Poison(Reason.UNREADABLE, "expected a JSON object: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new AssertionError("reading from memory", e);
        }
        if (!root.isObject()) {
            return new Reading.Poison(Reason.UNREADABLE, "expected a JSON object, found " + typeOf(root));
        }
        return read(record, root);
    }

    private Reading read(Received record, JsonNode root) {
        if (label == null) {
            return new Reading.Poison(Reason.MISSING_LABEL, "the stream's input names no label field");
        }
        for (Field field : new Field[] {id, text, label}) {
            if (field != null) {
                JsonNode value = field.in(root);
                if (value.isMissingNode() || value.isNull()) {
                    return new Reading.Poison(Reason.MISSING_FIELD, "no field " + field.name());
                }
                if (value.isContainerNode()) {
                    return new Reading.Poison(
                            Reason.WRONG_TYPE, "field " + field.name() + ": expected text, found " + typeOf(value));
                }
            }
        }
        return new Reading.Labelled(
                id == null ? coordinates(record) : id.in(root).asText(),
                text.in(root).asText(),
                label.in(root).asText());
    }

    private static String coordinates(Received record) {
        return record.topic() + ":" + record.partition() + ":" + record.offset();
    }

    private static String typeOf(JsonNode node) {
        return node.getNodeType() == JsonNodeType.MISSING
                ? "nothing"
                : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /** A name with dots, taken apart once. */
    private record Field(String name, String[] path) {

        static Field of(String name) {
            return name == null ? null : new Field(name, name.split("\\.", -1));
        }

        JsonNode in(JsonNode root) {
            JsonNode node = root;
            for (String step : path) {
                node = node.path(step);
            }
            return node;
        }
    }
}
