package sharelora.operations.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sharelora.engine.adapter.AdapterMethod;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.operations.WrongUsageException;

/** The fields of a job file that the code knows, and files of one of them. */
final class JobFields {

    /** Objects whose fields are fields of the job file; {@code gate.hold} has names of the user's own. */
    private static final Set<String> OBJECTS = Set.of(
            "stream",
            "stream.batch",
            "stream.input",
            "adapter",
            "adapter.merge",
            "adapter.inject",
            "training",
            "replay",
            "keep",
            "evaluation",
            "evaluation.beamSearch",
            "average",
            "drift",
            "quarantine",
            "onDrift",
            "onRegression",
            "gate");

    private static final String UNKNOWN = "zzz";
    private static final Pattern KNOWN =
            Pattern.compile("(.*)" + UNKNOWN + ": .* expected no such field; known here: (.*)");

    /** A generation, which may have every field but two of other tasks' input. */
    private static final String FILE = """
        job: j
        base: b
        task: generation
        stream: {input: {topic: t, text: x}}
        evaluation: {beamSearch: {}}
        average: {}
        drift: {}
        quarantine: {}
        onDrift: {}
        onRegression: {}
        gate: {rise: [loss]}
        replay: {}
        """;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private JobFields() {}

    /**
     * Paths of all fields that hold a value: {@code stream.batch.records}. The code names them itself where a file has
     * one that it does not know.
     */
    static Set<String> known() {
        Set<String> fields = new TreeSet<>();
        Stream.concat(
                        Stream.concat(Stream.of(""), OBJECTS.stream().map(object -> object + "."))
                                .map(object -> with(object + UNKNOWN, Optional.of("1"))),
                        AdapterMethods.ids().stream().map(JobFields::withUnknownOf))
                .flatMap(yaml -> problems(yaml).stream())
                .map(KNOWN::matcher)
                .filter(Matcher::matches)
                .flatMap(known -> Stream.of(known.group(2).split(", ", -1)).map(name -> known.group(1) + name))
                .filter(path -> !OBJECTS.contains(path))
                .forEach(fields::add);
        return fields;
    }

    /** A method names its own settings. */
    private static String withUnknownOf(String method) {
        return FILE + "adapter: {method: " + method + ", " + UNKNOWN + ": 1}\n";
    }

    /** The first method that knows the setting, where the default does not. */
    private static Optional<String> methodKnowing(String path) {
        String name = path.substring(path.indexOf('.') + 1).split("\\.", 2)[0];
        List<String> knowing = AdapterMethods.all().stream()
                .filter(method -> method.settings().stream()
                        .anyMatch(setting -> setting.name().equals(name)))
                .map(AdapterMethod::id)
                .toList();
        return path.startsWith("adapter.") && !knowing.isEmpty() && !knowing.contains("share-a")
                ? Optional.of(knowing.getFirst())
                : Optional.empty();
    }

    /**
     * A file that says all that any field needs beside it.
     *
     * @param value of that field; none: the file leaves it out
     */
    static String with(String path, Optional<String> value) {
        try {
            ObjectNode root = (ObjectNode) YAML.readTree(FILE);
            if (path.equals("stream.batch.minRecords")) {
                root.withObject("/stream/batch").put("records", 4_096); // it may be as many as these
            }
            if (path.equals("replay.size")) {
                root.withObject("/stream").put("maxLength", 3); // so many records of longer texts are too many bytes
            }
            if (path.equals("training.quantise") || path.equals("training.outliers")) {
                root.withObject("/training").put("precision", "int8");
            }
            if (path.equals("drift.tolerance") || path.equals("drift.threshold")) {
                root.withObject("/drift").put("detector", "page-hinkley");
            }
            if (path.equals("onDrift.factor") || path.equals("onDrift.steps")) {
                root.withObject("/onDrift").put("do", "raise-rate");
            }
            for (String changes : List.of("merge", "inject")) {
                if (path.startsWith("adapter." + changes + ".")) { // either number needs the other
                    root.withObject("/adapter/" + changes).put("every", 1).put("most", 1);
                }
            }
            methodKnowing(path).ifPresent(method -> root.withObject("/adapter").put("method", method));
            if (value.isPresent()) {
                String[] names = path.split("\\.", -1);
                ObjectNode object = root;
                for (int i = 0; i < names.length - 1; i++) {
                    object = object.withObject("/" + names[i]);
                }
                object.set(names[names.length - 1], YAML.readTree(value.get()));
            }
            return YAML.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What is wrong with that file; nothing where a job can run. */
    static List<String> problems(String yaml) {
        try {
            JobFile.read(yaml, "job.yaml");
            return List.of();
        } catch (WrongUsageException wrong) {
            return wrong.problems();
        }
    }
}
