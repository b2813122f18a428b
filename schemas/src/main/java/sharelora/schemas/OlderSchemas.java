package sharelora.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Schemas that records were written with before they got their present fields. Whoever changes a record that is kept
 * puts its schema as it was beside the others here, and gives every new field a default; so what was written stays
 * readable.
 */
public final class OlderSchemas {

    private static final Map<String, List<String>> FILES = Map.ofEntries(
            Map.entry("AdapterSnapshot", List.of("AdapterSnapshot-1")),
            Map.entry("Job", List.of("Job-1", "Job-2", "Job-3", "Job-4", "Job-5", "Job-6")),
            Map.entry("Stream", List.of("Stream-1", "Stream-2", "Stream-3")),
            Map.entry("TokenBatch", List.of("TokenBatch-1")),
            Map.entry("TrainStep", List.of("TrainStep-1", "TrainStep-2", "TrainStep-3")),
            Map.entry("EvalShard", List.of("EvalShard-1", "EvalShard-2", "EvalShard-3", "EvalShard-4")),
            Map.entry("EvalTask", List.of("EvalTask-1")),
            Map.entry("Checkpoint", List.of("Checkpoint-1")),
            Map.entry("EvalResult", List.of("EvalResult-1", "EvalResult-2", "EvalResult-3")),
            Map.entry("Verdict", List.of("Verdict-1")),
            Map.entry("Drift", List.of("Drift-1")),
            Map.entry("Promotion", List.of("Promotion-1")),
            Map.entry("PublicPrediction", List.of("PublicPrediction-1")),
            Map.entry("SchemaText", List.of("SchemaText-1")),
            Map.entry("DeadLetter", List.of("DeadLetter-1")));

    private OlderSchemas() {}

    /** The older schemas of the record of that name, oldest first; mostly none. */
    public static List<Schema> of(String record) {
        List<Schema> schemas = new ArrayList<>();
        for (String file : FILES.getOrDefault(record, List.of())) {
            schemas.add(read("older/" + file + ".avsc"));
        }
        return List.copyOf(schemas);
    }

    private static Schema read(String resource) {
        try (InputStream in = OlderSchemas.class.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " in this program's own jar", e);
        }
    }
}
