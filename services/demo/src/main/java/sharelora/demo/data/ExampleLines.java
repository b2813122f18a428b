package sharelora.demo.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sharelora.schemas.Example;

/** Writes examples as JSON lines, as {@code feed} and {@code bench --stream} read them. */
public final class ExampleLines {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExampleLines() {}

    /** Writes a line for each example, in their order; a field that an example lacks is left out. */
    public static void write(List<Example> examples, Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (Example example : examples) {
                lines.write(line(example).toString());
                lines.write('\n');
            }
        }
    }

    private static ObjectNode line(Example example) {
        ObjectNode line = MAPPER.createObjectNode();
        line.put("id", example.getId());
        line.put("text", example.getText());
        putIfThere(line, "label", example.getLabel());
        putIfThere(line, "completion", example.getCompletion());
        return line;
    }

    private static void putIfThere(ObjectNode line, String field, String value) {
        if (value != null) {
            line.put(field, value);
        }
    }
}
