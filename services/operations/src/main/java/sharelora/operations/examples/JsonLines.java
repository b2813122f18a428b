package sharelora.operations.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import sharelora.schemas.Example;

/** Examples from lines that are a JSON object each: {@code {"id", "text", "label"}}. */
public final class JsonLines implements ExampleFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 4 << 20;

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
    public List<String> skipped() {
        return skipped.words();
    }

    @Override
    public void read(InputStream input, Consumer<Example> examples) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                if (text.length() <= LONGEST_LINE) {
                    text.append((char) c);
                }
                continue;
            }
            accept(text, examples);
        }
        accept(text, examples);
    }

    private void accept(StringBuilder text, Consumer<Example> examples) {
        line++;
        String content = text.toString();
        text.setLength(0);
        if (content.isBlank()) {
            return;
        }
        if (content.length() > LONGEST_LINE) {
            skip("longer than 4 Mi characters");
            return;
        }
        try {
            fields.read(JSON.readTree(content), line, examples, this::skip);
        } catch (JsonProcessingException e) {
            skip("not JSON");
        }
    }

    private void skip(String reason) {
        skipped.add(reason, line);
    }
}
