package sharelora.operations.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import sharelora.schemas.Example;

/** Makes examples of a file's records, whose fields may have names of their own. */
public final class ExampleFields {

    /** The fields of an example: all but {@code text} may be missing. */
    public static final List<String> NAMES = List.of("id", "text", "textPair", "label", "score", "completion");

    private final Map<String, String> names = new TreeMap<>();

    private ExampleFields(Map<String, String> renamed) {
        NAMES.forEach(name -> names.put(name, renamed.getOrDefault(name, name)));
    }

    /**
     * Fields of those names.
     *
     * @param renamed what a field is called in the file, where that is not its own name
     */
    public static ExampleFields of(Map<String, String> renamed) {
        return new ExampleFields(renamed);
    }

    /** What the field is called in the file. */
    String name(String field) {
        return names.get(field);
    }

    /**
     * Hands on the record's example, or the reason why it is none. An id that is missing is the line's number.
     *
     * @param line where the record begins, from 1
     */
    void read(JsonNode node, long line, Consumer<Example> examples, Consumer<String> skipped) {
        JsonNode text = node.path(name("text"));
        if (!text.isTextual()) {
            skipped.accept("no field \"" + name("text") + "\" with a text");
            return;
        }
        for (String field : NAMES) {
            if (node.path(name(field)).isContainerNode()) {
                skipped.accept("field \"" + name(field) + "\" is no text");
                return;
            }
        }
        JsonNode score = node.path(name("score"));
        double number = score.asDouble(Double.NaN);
        if (!score.isMissingNode() && !score.isNull() && !Double.isFinite(number)) {
            skipped.accept("field \"" + name("score") + "\" is no number");
            return;
        }
        String id = textOf(node, "id");
        examples.accept(new Example(
                id == null ? "line-" + line : id,
                text.textValue(),
                textOf(node, "label"),
                textOf(node, "textPair"),
                Double.isFinite(number) ? number : null,
                textOf(node, "completion")));
    }

    private String textOf(JsonNode node, String field) {
        return node.hasNonNull(name(field)) ? node.get(name(field)).asText() : null;
    }
}
