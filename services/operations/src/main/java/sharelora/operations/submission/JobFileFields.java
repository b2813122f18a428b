package sharelora.operations.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import sharelora.operations.Problems;

/**
 * One object of a job file, read field by field. What is wrong goes to the problems and a usable value comes back, so
 * that reading goes on and finds the rest.
 */
final class JobFileFields {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final String path;
    private final JsonNode node;
    private final Problems problems;
    private final Set<String> known = new HashSet<>();

    private JobFileFields(String path, JsonNode node, Problems problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    static JobFileFields root(JsonNode node, Problems problems) {
        return new JobFileFields("", node, problems);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    boolean hasNothingBut(String name) {
        return node.size() == (has(name) ? 1 : 0);
    }

    /** The fields there are, as they stand, for an object whose names are the user's own. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The object under {@code name}; an empty one where there is none. */
    JobFileFields object(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isObject()) {
            problem(name, value, "an object with fields");
        }
        return new JobFileFields(
                path + name + ".",
                value == null || !value.isObject() ? JsonNodeFactory.instance.objectNode() : value,
                problems);
    }

    /** A text that must be there; a number stands for its digits. */
    String text(String name, String expected) {
        JsonNode value = take(name);
        if (value == null || !value.isValueNode() || value.asText().isBlank()) {
            problem(name, value, expected);
            return "";
        }
        return value.asText();
    }

    Optional<String> optionalText(String name, String expected) {
        return has(name) ? Optional.of(text(name, expected)) : absent(name);
    }

    /** A text that matches, or the default. */
    String matching(String name, Pattern pattern, String expected, String otherwise) {
        String value = optionalText(name, expected).orElse(otherwise);
        if (value == null || !pattern.matcher(value).matches()) {
            problem(name, value, expected);
            return "";
        }
        return value;
    }

    /** One of the choices, or the default. */
    String choice(String name, List<String> choices, String otherwise) {
        JsonNode value = take(name);
        if (value == null) {
            return otherwise;
        }
        if (!choices.contains(value.asText())) {
            problem(name, value, "one of " + String.join(", ", choices));
            return otherwise;
        }
        return value.asText();
    }

    int integer(String name, int otherwise, int least, int most) {
        JsonNode value = take(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || value.longValue() < least || value.longValue() > most) {
            problem(name, value, "a whole number from " + least + " to " + most);
            return otherwise;
        }
        return value.intValue();
    }

    long wholeNumber(String name, long otherwise) {
        JsonNode value = take(name);
        if (value != null && !value.canConvertToExactIntegral()) {
            problem(name, value, "a whole number");
            return otherwise;
        }
        return value == null ? otherwise : value.longValue();
    }

    /** A decimal number; {@code 2e-3} is one too, though YAML 1.1 reads it as a text. */
    double decimal(String name, double otherwise, DoublePredicate fits, String expected) {
        JsonNode value = take(name);
        if (value == null) {
            return otherwise;
        }
        double number = value.asDouble(Double.NaN);
        if (!Double.isFinite(number) || !fits.test(number)) {
            problem(name, value, expected);
            return otherwise;
        }
        return number;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            problem(name, value, "true or false");
            return otherwise;
        }
        return value == null ? otherwise : value.booleanValue();
    }

    /** A duration such as {@code 500ms}, {@code 10m}, in milliseconds. */
    long duration(String name, String otherwise) {
        JsonNode value = take(name);
        var match = DURATION.matcher(value == null ? otherwise : value.asText());
        if (!match.matches()) {
            problem(name, value, "a duration such as 500ms, 10s, 10m, 2h or 1d");
            return 0;
        }
        long unit = switch (match.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        return Long.parseLong(match.group(1)) * unit;
    }

    /** A list of distinct texts, or the default; null as default: it must be there. */
    List<String> texts(String name, String expected, List<String> otherwise) {
        JsonNode value = take(name);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        if (value != null) {
            value.forEach(each -> texts.add(each.isValueNode() && !each.isNull() ? each.asText() : ""));
        }
        boolean distinct = new HashSet<>(texts).size() == texts.size();
        if (value == null || !value.isArray() || texts.isEmpty() || texts.contains("") || !distinct) {
            problem(name, value, expected);
        }
        return texts;
    }

    /** Refuses a field that the file has, as it stands there. */
    void refuse(String name, String expected) {
        problem(name, take(name), expected);
    }

    void problem(String name, Object found, String expected) {
        Object shown = found instanceof JsonNode value && value.isTextual() ? value.textValue() : found;
        problems.add(path + name, shown, expected);
    }

    /** Reports a field that has no place here, for a reason that {@link #end} does not know. */
    void refuse(String name, String expected) {
        problem(name, node.get(name), expected);
        known.add(name);
    }

    /** Reports every field that nobody asked for: a misspelt name must not pass as a default. */
    void end() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem(
                        name,
                        node.get(name),
                        "no such field; known here: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private Optional<String> absent(String name) {
        known.add(name);
        return Optional.empty();
    }

    private JsonNode take(String name) {
        known.add(name);
        return node.hasNonNull(name) ? node.get(name) : null;
    }
}
