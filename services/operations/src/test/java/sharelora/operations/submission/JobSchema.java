package sharelora.operations.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The schema of a job file as {@code infra/examples} has it for editors. */
final class JobSchema {

    static final Path EXAMPLES = Path.of("../../infra/examples");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonNode ROOT = read();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(ROOT);

    private JobSchema() {}

    /** What is said of each field that holds a value, by its path: {@code stream.batch.records}. */
    static Map<String, JsonNode> fields() {
        Map<String, JsonNode> fields = new TreeMap<>();
        collect("", ROOT, fields);
        return fields;
    }

    /** What an editor would mark in that file. */
    static List<String> marks(String yaml) {
        try {
            return SCHEMA.validate(YAML.readTree(yaml)).stream()
                    .map(ValidationMessage::getMessage)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(String path, JsonNode object, Map<String, JsonNode> fields) {
        object.get("properties").properties().forEach(field -> {
            if (field.getValue().has("properties")) {
                collect(path + field.getKey() + ".", field.getValue(), fields);
            } else {
                fields.put(path + field.getKey(), field.getValue());
            }
        });
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper()
                    .readTree(EXAMPLES.resolve("job.schema.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
