package sharelora.operations.submission;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import sharelora.schemas.BatchRule;
import sharelora.schemas.Input;
import sharelora.schemas.InputFormat;
import sharelora.schemas.Task;

/**
 * The stream of a job file.
 *
 * @param onlyNamed nothing but the name was given, or not even that: the stream is there already
 */
public record StreamPart(
        String name,
        boolean onlyNamed,
        Optional<Input> input,
        List<String> labels,
        int maxLength,
        BatchRule batch,
        int holdoutPercent) {

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    static StreamPart read(JobFileFields fields, String job, Task task) {
        String name = fields.matching("name", JobFile.NAME, JobFile.NAME_EXPECTED, job);
        boolean onlyNamed = fields.hasNothingBut("name");
        StreamPart stream = new StreamPart(
                name,
                onlyNamed,
                input(fields, task),
                labels(fields, task),
                fields.integer("maxLength", 64, 3, task == Task.GENERATION ? 2_048 : 512),
                batch(fields.object("batch")),
                fields.integer("holdoutPercent", 15, 0, 99));
        if (!onlyNamed && task == Task.CLASSIFICATION && stream.labels.size() < 2) {
            fields.problem("labels", stream.labels, "at least two distinct labels");
        }
        fields.end();
        return stream;
    }

    private static List<String> labels(JobFileFields fields, Task task) {
        List<String> labels = fields.texts("labels", "at least two distinct labels", List.of());
        if (task != Task.CLASSIFICATION && !labels.isEmpty()) {
            fields.problem("labels", labels, "none, as the task is not classification");
        }
        return labels;
    }

    private static Optional<Input> input(JobFileFields stream, Task task) {
        if (!stream.has("input")) {
            stream.object("input");
            return Optional.empty();
        }
        JobFileFields fields = stream.object("input");
        fields.choice("format", List.of("json"), "json");
        String path = "a field's name, dots for nesting";
        Input input = new Input(
                fields.matching("topic", TOPIC, "the name of a topic", null),
                InputFormat.JSON,
                fields.optionalText("id", path).orElse(null),
                fields.text("text", path),
                fields.optionalText("label", path).orElse(null),
                fields.optionalText("textPair", path).orElse(null),
                fields.optionalText("score", path).orElse(null),
                fields.optionalText("completion", path).orElse(null));
        if (task == Task.CLASSIFICATION && input.getLabel() == null) {
            fields.problem("label", null, path);
        }
        if (task == Task.REGRESSION && input.getScore() == null) {
            fields.problem("score", null, path);
        }
        if (task == Task.GENERATION && input.getTextPair() != null) {
            fields.problem("textPair", input.getTextPair(), "none, as the task is generation");
        }
        fields.end();
        return Optional.of(input);
    }

    private static BatchRule batch(JobFileFields fields) {
        int records = fields.integer("records", 32, 1, 4_096);
        BatchRule batch = new BatchRule(
                records,
                fields.integer("tokens", 4_096, 8, 262_144),
                fields.integer("minRecords", Math.min(8, records), 1, records),
                fields.duration("linger", "500ms"));
        fields.end();
        return batch;
    }
}
