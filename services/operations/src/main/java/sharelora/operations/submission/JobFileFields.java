package sharelora.operations.submission;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import sharelora.operations.Problems;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.Shown;

/**
 * One object of a job file, read field by field. What is wrong goes to the problems and a usable value comes back, so
 * that reading goes on and finds the rest.
 */
final class JobFileFields {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    // 010 is eight to some readers of YAML and ten to others, and 0x1F no decimal: neither is taken for a number.
    private static final Pattern WHOLE = Pattern.compile("[+-]?(0|[1-9][0-9_]{0,99})");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(0|[1-9][0-9_]*)?(\\.[0-9]*)?([eE][+-]?[0-9]+)?");
    private static final int LONGEST_SHOWN = 200;

    private final String path;
    private final JsonValue.Fields node;
    private final Problems problems;
    private final Set<String> known = new HashSet<>();

    private JobFileFields(String path, JsonValue.Fields node, Problems problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    static JobFileFields root(JsonValue.Fields node, Problems problems) {
        return new JobFileFields("", node, problems);
    }

    boolean has(String name) {
        return node.values().getOrDefault(name, JsonValue.Nothing.NULL) != JsonValue.Nothing.NULL;
    }

    /** Whether there are fields under the name; what else may be there is a problem to {@link #object}. */
    boolean isObject(String name) {
        return node.values().get(name) instanceof JsonValue.Fields;
    }

    boolean hasNothingBut(String name) {
        return node.values().size() == (has(name) ? 1 : 0);
    }

    /** The fields there are, as they stand, for an object whose names are the user's own. */
    List<String> names() {
        return List.copyOf(node.values().keySet());
    }

    /** The object under {@code name}; an empty one where there is none. */
    JobFileFields object(String name) {
        JsonValue value = take(name);
        if (value != null && !(value instanceof JsonValue.Fields)) {
            problem(name, value, "an object with fields");
        }
        return new JobFileFields(
                path + name + ".",
                value instanceof JsonValue.Fields fields ? fields : new JsonValue.Fields(Map.of()),
                problems);
    }

    /** A text that must be there; a number stands for its digits. */
    String text(String name, String expected) {
        JsonValue value = take(name);
        if (value instanceof JsonValue.Scalar scalar && !scalar.text().isBlank()) {
            return scalar.text();
        }
        problem(name, value, expected);
        return "";
    }

    Optional<String> optionalText(String name, String expected) {
        return has(name) ? Optional.of(text(name, expected)) : absent(name);
    }

    /** A text that matches, or the default. */
    String matching(String name, Pattern pattern, String expected, String otherwise) {
        String value = optionalText(name, expected).orElse(otherwise);
        if (value != null && pattern.matcher(value).matches()) {
            return value;
        }
        if (!isWrong(name)) {
            problem(name, value, expected);
        }
        return "";
    }

    /** One of the choices, or the default. */
    String choice(String name, List<String> choices, String otherwise) {
        JsonValue value = take(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof JsonValue.Scalar scalar && choices.contains(scalar.text())) {
            return scalar.text();
        }
        problem(name, value, "one of " + String.join(", ", choices));
        return otherwise;
    }

    int integer(String name, int otherwise, int least, int most) {
        JsonValue value = take(name);
        if (value == null) {
            return otherwise;
        }
        OptionalLong number = whole(value);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            problem(name, value, "a whole number from " + least + " to " + most);
            return otherwise;
        }
        return (int) number.getAsLong();
    }

    /** A whole number of 64 bits. */
    long wholeNumber(String name, long otherwise) {
        JsonValue value = take(name);
        if (value == null) {
            return otherwise;
        }
        OptionalLong number = whole(value);
        if (number.isEmpty()) {
            problem(name, value, "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
        }
        return number.orElse(otherwise);
    }

    /** A decimal number; {@code 2e-3} is one too, though YAML 1.1 reads it as a text. */
    double decimal(String name, double otherwise, DoublePredicate fits, String expected) {
        JsonValue value = take(name);
        if (value == null) {
            return otherwise;
        }
        double number = value instanceof JsonValue.Scalar scalar
                        && DECIMAL.matcher(scalar.text()).matches()
                ? new JsonValue.Scalar(scalar.text().replace("_", ""), scalar.kind())
                        .number()
                        .orElse(Double.NaN)
                : Double.NaN;
        if (!Double.isFinite(number) || !fits.test(number)) {
            problem(name, value, expected);
            return otherwise;
        }
        return number;
    }

    boolean flag(String name, boolean otherwise) {
        JsonValue value = take(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof JsonValue.Scalar(String text, JsonValue.Kind kind) && kind == JsonValue.Kind.BOOLEAN) {
            return Boolean.parseBoolean(text);
        }
        problem(name, value, "true or false");
        return otherwise;
    }

    /** The number that is written there, unless 64 bits are too few for it. */
    private static OptionalLong whole(JsonValue value) {
        if (!(value instanceof JsonValue.Scalar(String text, JsonValue.Kind kind))
                || kind != JsonValue.Kind.NUMBER
                || !WHOLE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        BigInteger number = new BigInteger(text.replace("_", ""));
        return number.bitLength() < Long.SIZE ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** A duration such as {@code 500ms}, {@code 10m}, in milliseconds. */
    long duration(String name, String otherwise) {
        JsonValue value = take(name);
        String written = value instanceof JsonValue.Scalar scalar ? scalar.text() : "";
        var match = DURATION.matcher(value == null ? otherwise : written);
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

    /**
     * A list of distinct texts as they are written, or the default; null as default: it must be there. Two that are one
     * in Unicode's normal form C are not distinct: nobody could tell them apart.
     */
    List<String> texts(String name, String expected, List<String> otherwise) {
        JsonValue value = take(name);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof JsonValue.Items(List<JsonValue> items)) {
            items.forEach(each -> texts.add(each instanceof JsonValue.Scalar scalar ? scalar.text() : ""));
        }
        long distinct = texts.stream()
                .map(text -> Normalizer.normalize(text, Normalizer.Form.NFC))
                .distinct()
                .count();
        if (texts.isEmpty() || texts.contains("") || distinct < texts.size()) {
            problem(name, value, expected);
        }
        return texts;
    }

    /** Whether something is wrong with the field, as was said already. */
    boolean isWrong(String name) {
        return problems.about(path + name);
    }

    /** Reports a field that has no place here, for a reason that {@link #end} does not know. */
    void refuse(String name, String expected) {
        problem(name, take(name), expected);
    }

    void problem(String name, Object found, String expected) {
        String shown = switch (found) {
            case null -> null;
            case JsonValue value -> value.shown();
            default -> Shown.of(found.toString(), LONGEST_SHOWN);
        };
        problems.add(Shown.of(path + name), shown, expected);
    }

    /** Reports every field that nobody asked for: a misspelt name must not pass as a default. */
    void end() {
        node.values().forEach((name, value) -> {
            if (!known.contains(name)) {
                problem(
                        name,
                        value,
                        "no such field; known here: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    private Optional<String> absent(String name) {
        known.add(name);
        return Optional.empty();
    }

    private JsonValue take(String name) {
        known.add(name);
        return has(name) ? node.values().get(name) : null;
    }
}
