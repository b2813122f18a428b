package sharelora.platform.examples;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A JSON value whose scalars stand as they were written: {@code 1.10} is not 1.1, and {@code 1e400} no infinity. */
public sealed interface JsonValue {

    /** What it is, for a message: {@code object}, {@code array}, {@code text}, {@code number}, … */
    String type();

    /** As a message may show it: JSON on one line, escaped and cut; a text alone is not quoted. */
    String shown();

    /** An object; the fields in the order in which they were written. */
    record Fields(Map<String, JsonValue> values) implements JsonValue {

        @Override
        public String type() {
            return "object";
        }

        @Override
        public String shown() {
            String fields = values.entrySet().stream()
                    .map(each -> '"' + Shown.of(each.getKey()) + "\":" + quoted(each.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            return Shown.of(fields, LONGEST_SHOWN);
        }
    }

    /** An array. */
    record Items(List<JsonValue> values) implements JsonValue {

        @Override
        public String type() {
            return "array";
        }

        @Override
        public String shown() {
            String items = values.stream().map(JsonValue::quoted).collect(Collectors.joining(",", "[", "]"));
            return Shown.of(items, LONGEST_SHOWN);
        }
    }

    /**
     * A text, a number or a boolean.
     *
     * @param text of a number and a boolean: as it was written
     */
    record Scalar(String text, Kind kind) implements JsonValue {

        // No notation that Double.parseDouble knows beyond this one: hexadecimal, NaN, 1d and 1f are no numbers here.
        private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
        private static final int LONGEST_NUMBER = 1_100;

        /** A text. */
        public static Scalar of(String text) {
            return new Scalar(text, Kind.TEXT);
        }

        /** The number that a number is, or a text that is written as one; none where a double cannot hold it. */
        public OptionalDouble number() {
            boolean written = kind != Kind.BOOLEAN
                    && text.length() <= LONGEST_NUMBER
                    && NUMBER.matcher(text).matches();
            double number = written ? Double.parseDouble(text) : Double.NaN;
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        }

        /** Whether every surrogate has its other half; without it the text has no bytes in UTF-8. */
        public boolean isWellFormed() {
            return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }

        @Override
        public String type() {
            return switch (kind) {
                case TEXT -> "text";
                case NUMBER -> "number";
                case BOOLEAN -> "boolean";
            };
        }

        @Override
        public String shown() {
            return Shown.of(text, LONGEST_SHOWN);
        }
    }

    /** What a scalar was written as. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN
    }

    /** The word null. */
    enum Nothing implements JsonValue {
        NULL;

        @Override
        public String type() {
            return "null";
        }

        @Override
        public String shown() {
            return "null";
        }
    }

    /** Unicode characters of a value that a message shows. */
    int LONGEST_SHOWN = 200;

    private static String quoted(JsonValue value) {
        return value instanceof Scalar(String text, Kind kind) && kind == Kind.TEXT
                ? '"' + Shown.of(text, LONGEST_SHOWN) + '"'
                : value.shown();
    }
}
