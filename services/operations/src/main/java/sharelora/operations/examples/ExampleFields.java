package sharelora.operations.examples;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import sharelora.platform.examples.FieldPath;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.Shown;
import sharelora.schemas.Example;

/** Makes examples of a file's records, whose fields may have names of their own, and may lie deeper. */
public final class ExampleFields {

    /** The fields of an example: all but {@code text} may be missing. */
    public static final List<String> NAMES = List.of("id", "text", "textPair", "label", "score", "completion");

    private static final String TEXT = "text";

    private final Map<String, FieldPath> paths = new TreeMap<>();
    private final Set<String> required = new TreeSet<>(Set.of(TEXT));

    private ExampleFields(Map<String, String> renamed, Set<String> required) {
        NAMES.forEach(name -> paths.put(name, FieldPath.of(renamed.getOrDefault(name, name))));
        this.required.addAll(renamed.keySet());
        this.required.addAll(required);
    }

    /**
     * Fields of those names.
     *
     * @param renamed what a field is called in the file, where that is not its own name; dots lead into objects and
     *     lists: {@code data.0.text}
     */
    public static ExampleFields of(Map<String, String> renamed) {
        return new ExampleFields(renamed, Set.of());
    }

    /**
     * Fields of those names.
     *
     * @param required fields without which a whole table is of no use, beside {@code text} and those renamed
     */
    public static ExampleFields of(Map<String, String> renamed, Set<String> required) {
        return new ExampleFields(renamed, required);
    }

    /** What the field is called in the file. */
    String name(String field) {
        return paths.get(field).name();
    }

    /** Fields that a table has to have a column for. */
    Set<String> required() {
        return required;
    }

    /**
     * Hands on the record's example, or the reason why it is none. An id that is missing is the line's number.
     *
     * @param line where the record begins, from 1
     */
    void read(JsonValue record, long line, Consumer<Example> examples, Consumer<String> skipped) {
        if (!(value(record, TEXT).orElse(null) instanceof JsonValue.Scalar text)
                || text.kind() != JsonValue.Kind.TEXT) {
            skipped.accept("no field " + shown(TEXT) + " with a text");
            return;
        }
        Map<String, JsonValue.Scalar> scalars = new TreeMap<>();
        for (String field : NAMES) {
            JsonValue value = value(record, field).orElse(null);
            if (value instanceof JsonValue.Scalar scalar && !scalar.isWellFormed()) {
                skipped.accept("field " + shown(field) + " has half a character (an unpaired surrogate)");
                return;
            }
            if (value instanceof JsonValue.Scalar scalar) {
                scalars.put(field, scalar);
            } else if (value != null) {
                skipped.accept("field " + shown(field) + " is no text");
                return;
            }
        }
        JsonValue.Scalar score = scalars.get("score");
        OptionalDouble number = score == null ? OptionalDouble.empty() : score.number();
        if (score != null && number.isEmpty()) {
            skipped.accept("field " + shown("score") + " is no number");
            return;
        }
        String id = textOf(scalars, "id");
        examples.accept(new Example(
                id == null ? "line-" + line : id,
                text.text(),
                textOf(scalars, "label"),
                textOf(scalars, "textPair"),
                number.isPresent() ? number.getAsDouble() : null,
                textOf(scalars, "completion")));
    }

    /** By its path; else by a name that has the dots in itself, as a table's column may. */
    private Optional<JsonValue> value(JsonValue record, String field) {
        FieldPath path = paths.get(field);
        return path.in(record)
                .or(() -> record instanceof JsonValue.Fields(Map<String, JsonValue> values)
                        ? Optional.ofNullable(values.get(path.name())).filter(value -> value != JsonValue.Nothing.NULL)
                        : Optional.empty());
    }

    private String shown(String field) {
        return '"' + Shown.of(name(field)) + '"';
    }

    private static String textOf(Map<String, JsonValue.Scalar> scalars, String field) {
        return scalars.containsKey(field) ? scalars.get(field).text() : null;
    }
}
