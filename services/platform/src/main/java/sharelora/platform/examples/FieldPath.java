package sharelora.platform.examples;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a value stands in a record: {@code payload.after.text} goes from object to object, and {@code data.0.text}
 * into an array, whose items count from 0.
 *
 * @param name as the user writes it
 * @param steps the names and places between its dots
 */
public record FieldPath(String name, List<String> steps) {

    private static final Pattern PLACE = Pattern.compile("0|[1-9]\\d{0,8}");

    /** The path of that name. */
    public static FieldPath of(String name) {
        return new FieldPath(name, List.of(name.split("\\.", -1)));
    }

    /** The value there; none where a step is missing, or where the value is null. */
    public Optional<JsonValue> in(JsonValue root) {
        JsonValue value = root;
        for (String step : steps) {
            value = step(value, step);
            if (value == null) {
                return Optional.empty();
            }
        }
        return value == JsonValue.Nothing.NULL ? Optional.empty() : Optional.of(value);
    }

    /** What stands where the path ends too early: names of fields, never a text. */
    public String found(JsonValue root) {
        JsonValue value = root;
        int walked = 0;
        for (String step : steps) {
            JsonValue next = step(value, step);
            if (next == null) {
                break;
            }
            value = next;
            walked++;
        }
        String what = switch (value) {
            case JsonValue.Fields fields when fields.values().isEmpty() -> "no fields";
            case JsonValue.Fields fields -> Shown.names(fields.values().keySet());
            case JsonValue.Items items -> "an array of " + items.values().size();
            default -> value.type();
        };
        if (walked == steps.size()) {
            return "it is " + what;
        }
        return walked == 0 ? "found " + what : "in " + String.join(".", steps.subList(0, walked)) + " found " + what;
    }

    private static JsonValue step(JsonValue value, String step) {
        return switch (value) {
            case JsonValue.Fields fields -> fields.values().get(step);
            case JsonValue.Items items -> item(items.values(), step);
            default -> null;
        };
    }

    private static JsonValue item(List<JsonValue> items, String step) {
        if (!PLACE.matcher(step).matches()) {
            return null;
        }
        int place = Integer.parseInt(step);
        return place < items.size() ? items.get(place) : null;
    }
}
