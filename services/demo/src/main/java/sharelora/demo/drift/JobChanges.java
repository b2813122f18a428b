package sharelora.demo.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sharelora.operations.Problems;

/**
 * Fields of the job file that the user has set: {@code training.learningRate=1e-3}. Whether there is such a field, and what
 * it may be, is for the job file to say.
 *
 * @param fields by path, with dots
 */
public record JobChanges(Map<String, String> fields) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The report rests on how these are. */
    private static final Set<String> OWN = Set.of("job", "base", "task", "stream", "checkpointEvery", "evaluation");

    /** Adds a problem for each field that the report needs as it is, or that is none. */
    public void check(String option, Problems problems) {
        for (String path : new TreeSet<>(fields.keySet())) {
            if (OWN.contains(path.split("\\.", -1)[0])) {
                problems.add(option, path, "a field of the job other than " + new TreeSet<>(OWN));
            } else if (path.isBlank() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
                problems.add(option, path, "a field of the job file, such as training.learningRate");
            }
        }
    }

    /** Writes them into a job file. */
    void writeTo(ObjectNode job) {
        fields.forEach((path, value) -> {
            String[] steps = path.split("\\.", -1);
            ObjectNode at = job;
            for (int i = 0; i < steps.length - 1; i++) {
                JsonNode inner = at.get(steps[i]);
                at = inner instanceof ObjectNode object ? object : at.putObject(steps[i]);
            }
            at.set(steps[steps.length - 1], node(value));
        });
    }

    /** A number, a list or a word of JSON as it is; anything else is a text. */
    private static JsonNode node(String value) {
        try {
            JsonNode node = JSON.readTree(value);
            return node.isMissingNode() ? TextNode.valueOf(value) : node;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(value);
        }
    }
}
