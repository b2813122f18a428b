package sharelora.operations.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.Shown;
import sharelora.platform.examples.StrictUtf8;

/**
 * The text of a job file → its fields. One document of YAML, no field twice, no aliases; a scalar stays as it was
 * written, so that {@code 1.10} is no 1.1 and {@code yes} no truth value. What is wrong goes to the problems.
 */
final class JobFileText {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();

    private static final Pattern PLACE = Pattern.compile("(?m)^ in .*, line (\\d+), column");

    private final YAMLParser parser;
    private final Problems problems;

    private JobFileText(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /**
     * The text in these bytes.
     *
     * @param name of the file, for the message
     * @throws WrongUsageException where they are not UTF-8, saying in which line
     */
    static String decode(byte[] bytes, String name) {
        return StrictUtf8.decode(bytes)
                .orElseThrow(() -> WrongUsageException.of(name + ": line " + lineOf(bytes, StrictUtf8.brokenAt(bytes))
                        + " is not UTF-8; write the file as UTF-8"));
    }

    private static long lineOf(byte[] bytes, int at) {
        long line = 1;
        for (int i = 0; i < at; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    /**
     * The fields of the one document.
     *
     * @param name of the file, for the message
     * @throws WrongUsageException in one line, where the text is not YAML or holds something else than fields
     */
    static JsonValue.Fields parse(String text, String name, Problems problems) {
        try (YAMLParser parser = YAML.createParser(StrictUtf8.withoutMark(text))) {
            JobFileText file = new JobFileText(parser, problems);
            JsonToken first = parser.nextToken();
            JsonValue value = first == null ? JsonValue.Nothing.NULL : file.value("");
            if (!(value instanceof JsonValue.Fields fields)) {
                throw WrongUsageException.of(name + " holds " + (first == null ? "nothing" : "one " + value.type())
                        + ", expected fields such as job:, base:, stream:");
            }
            if (parser.nextToken() != null) {
                problems.add(
                        "file",
                        "---",
                        "one document; a second begins in line "
                                + parser.currentTokenLocation().getLineNr());
            }
            return fields;
        } catch (JsonProcessingException e) {
            String said = e.getOriginalMessage();
            throw WrongUsageException.of(name + " is not YAML: " + place(said) + plain(said));
        } catch (IOException e) {
            throw WrongUsageException.of(name + " is not YAML: " + plain(String.valueOf(e.getMessage())));
        }
    }

    /** Where a parser found the problem: the last of the places that its message names. */
    private static String place(String message) {
        return PLACE.matcher(message)
                .results()
                .reduce((_, last) -> last)
                .map(last -> "line " + last.group(1) + ": ")
                .orElse("");
    }

    /** A parser's message on one line, without the excerpts of the file that it goes on with. */
    private static String plain(String message) {
        String said = message.lines()
                .takeWhile(line -> !line.startsWith(" in "))
                .map(String::strip)
                .collect(Collectors.joining(", "));
        return Shown.of(said, 300);
    }

    private JsonValue value(String path) throws IOException {
        if (parser.isCurrentAlias()) {
            problems.add(path, "*" + Shown.of(parser.getText()), "the value itself: a job file has no aliases");
            return JsonValue.Nothing.NULL;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(path);
            case START_ARRAY -> items(path);
            case VALUE_NULL -> JsonValue.Nothing.NULL;
            case VALUE_TRUE, VALUE_FALSE -> new JsonValue.Scalar(parser.getText(), JsonValue.Kind.BOOLEAN);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Scalar(parser.getText(), JsonValue.Kind.NUMBER);
            default -> JsonValue.Scalar.of(parser.getText());
        };
    }

    private JsonValue.Fields fields(String path) throws IOException {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String inside = path.isEmpty() ? name : path + "." + name;
            long line = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            JsonValue value = value(inside);
            if (fields.putIfAbsent(name, value) != null) {
                problems.add(Shown.of(inside), value.shown(), "the field once; line " + line + " has it again");
            }
        }
        return new JsonValue.Fields(fields);
    }

    private JsonValue.Items items(String path) throws IOException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(path));
        }
        return new JsonValue.Items(items);
    }
}
