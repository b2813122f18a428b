package sharelora.operations.examples;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.platform.examples.JsonValue;
import sharelora.platform.examples.NotJsonException;
import sharelora.platform.examples.StrictJson;
import sharelora.platform.examples.StrictUtf8;
import sharelora.schemas.Example;

/**
 * Examples from lines that are a JSON object each: {@code {"id", "text", "label"}}. A line of several objects is passed
 * over whole: nobody can tell whether its end is missing. A blank line counts as none.
 */
public final class JsonLines implements ExampleFile {

    private final SkippedLines skipped = new SkippedLines();
    private final ExampleFields fields;
    private long line;

    private JsonLines(ExampleFields fields) {
        this.fields = fields;
    }

    /** Lines whose objects have those fields. */
    public static JsonLines of(ExampleFields fields) {
        return new JsonLines(fields);
    }

    @Override
    public void read(InputStream input, long from, Consumer<Example> examples) throws IOException {
        TextLines lines = TextLines.of(input);
        boolean first = true;
        for (TextLines.Line each = lines.next(); each != null; each = lines.next()) {
            line = each.number();
            Optional<String> text = StrictUtf8.decode(each.bytes()).map(StrictUtf8::withoutMark);
            if (text.filter(String::isBlank).isPresent()) {
                continue;
            }
            if (first) {
                requireLines(text.orElse("").strip(), line);
                first = false;
            }
            if (line >= from) {
                accept(each, text, examples);
            }
        }
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long skippedCount() {
        return skipped.count();
    }

    @Override
    public List<String> skipped() {
        return skipped.words();
    }

    /** What the first line shows to be JSON of another shape would be lost line by line. */
    private static void requireLines(String text, long line) throws IOException {
        if (text.startsWith("[")) {
            throw new IOException("line " + line + ": a JSON array: expected a JSON object on each line; make them with"
                    + " jq -c '.[]' FILE");
        }
        if (text.startsWith("{") && (text.endsWith(",") || text.endsWith("{")) && isCut(text)) {
            throw new IOException("line " + line + ": a JSON object over several lines: expected one on each line; make"
                    + " them with jq -c . FILE");
        }
    }

    private static boolean isCut(String text) {
        try {
            StrictJson.read(text);
            return false;
        } catch (NotJsonException e) {
            return e.reason().equals(NotJsonException.CUT);
        }
    }

    private void accept(TextLines.Line each, Optional<String> text, Consumer<Example> examples) {
        if (each.tooLong()) {
            skip("longer than 4 MiB");
        } else if (text.isEmpty()) {
            skip("not UTF-8");
        } else if (each.hasNul()) {
            skip("holds a NUL byte");
        } else {
            accept(text.get(), examples);
        }
    }

    private void accept(String text, Consumer<Example> examples) {
        JsonValue record;
        try {
            record = StrictJson.read(text);
        } catch (NotJsonException e) {
            skip(e.reason().equals(NotJsonException.CUT) ? "not JSON" : e.reason());
            return;
        }
        fields.read(record, line, examples, this::skip);
    }

    private void skip(String reason) {
        skipped.add(reason, line);
    }
}
