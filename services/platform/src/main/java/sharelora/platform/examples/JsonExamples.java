package sharelora.platform.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.util.Locale;
import sharelora.platform.records.Received;
import sharelora.schemas.Example;
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
    private final Field textPair;
    private final Field label;
    private final Field score;
    private final Field completion;

    private JsonExamples(Input input) {
        this.id = Field.of(input.getId());
        this.text = Field.of(input.getText());
        this.textPair = Field.of(input.getTextPair());
        this.label = Field.of(input.getLabel());
        this.score = Field.of(input.getScore());
        this.completion = Field.of(input.getCompletion());
    }

    static JsonExamples of(Input input) {
        return new JsonExamples(input);
    }

    ReadOutcome read(Received record) {
        if (record.value() == null) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object, found no value");
        }
        JsonNode root;
        try {
            root = JSON.readTree(record.value());
        } catch (JsonProcessingException e) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new AssertionError("reading from memory", e);
        }
        if (!root.isObject()) {
            return new ReadOutcome.Poison(PoisonReason.UNREADABLE, "expected a JSON object, found " + typeOf(root));
        }
        return read(record, root);
    }

    private ReadOutcome read(Received record, JsonNode root) {
        for (Field field : new Field[] {id, text, textPair, label, score, completion}) {
            if (field != null) {
                JsonNode value = field.in(root);
                if (value.isMissingNode() || value.isNull()) {
                    return new ReadOutcome.Poison(PoisonReason.MISSING_FIELD, "no field " + field.name());
                }
                if (value.isContainerNode()) {
                    return new ReadOutcome.Poison(
                            PoisonReason.WRONG_TYPE,
                            "field " + field.name() + ": expected text, found " + typeOf(value));
                }
            }
        }
        double number = score == null ? 0 : score.in(root).asDouble(Double.NaN);
        if (!Double.isFinite(number)) {
            return new ReadOutcome.Poison(
                    PoisonReason.WRONG_TYPE,
                    "field " + score.name() + ": expected a number, found "
                            + score.in(root).asText());
        }
        return new ReadOutcome.Found(new Example(
                id == null ? coordinates(record) : textOf(id, root),
                textOf(text, root),
                textOf(label, root),
                textOf(textPair, root),
                score == null ? null : number,
                textOf(completion, root)));
    }

    private static String textOf(Field field, JsonNode root) {
        return field == null ? null : field.in(root).asText();
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
