package sharelora.operations.submission;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sharelora.operations.OperatorName;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.BatchRule;
import sharelora.schemas.IgnoredRecord;
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

    private static final Map<String, IgnoredRecord> IGNORED = Stream.of(IgnoredRecord.values())
            .collect(Collectors.toMap(
                    kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind, (one, _) -> one, LinkedHashMap::new));
    /** What a stream is called whose job has a name that cannot be: one mistake is told once. */
    private static final String NAMELESS = "nameless";

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    static StreamPart read(JobFileFields fields, String job, TaskRules rules) {
        String name =
                fields.matching("name", OperatorName.PATTERN, OperatorName.EXPECTED, job.isEmpty() ? NAMELESS : job);
        boolean onlyNamed = fields.hasNothingBut("name");
        StreamPart stream = new StreamPart(
                name,
                onlyNamed,
                input(fields, name, rules),
                labels(fields, rules),
                fields.integer("maxLength", 64, 3, rules.longestText()),
                batch(fields.object("batch")),
                fields.integer("holdoutPercent", 15, 0, 99));
        if (!onlyNamed && rules.hasLabels() && stream.labels.size() < 2 && !fields.isWrong("labels")) {
            fields.problem("labels", stream.labels, "at least two distinct labels");
        }
        fields.end();
        return stream;
    }

    private static List<String> labels(JobFileFields fields, TaskRules rules) {
        List<String> labels = fields.texts("labels", "at least two distinct labels", List.of());
        if (!rules.hasLabels() && !labels.isEmpty()) {
            fields.problem("labels", labels, "none, as the task is not " + TaskRules.word(Task.CLASSIFICATION));
        }
        return labels;
    }

    private static Optional<Input> input(JobFileFields stream, String name, TaskRules rules) {
        if (!stream.isObject("input")) {
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
                fields.optionalText("completion", path).orElse(null),
                ignored(fields));
        InputTopic.expectation(input.getTopic(), name)
                .ifPresent(expected -> fields.problem("topic", input.getTopic(), expected));
        rules.missingField(input).ifPresent(field -> fields.problem(field, null, path));
        if (!rules.takesPairs() && input.getTextPair() != null) {
            fields.problem("textPair", input.getTextPair(), "none, as the task is " + TaskRules.word(Task.GENERATION));
        }
        fields.end();
        return Optional.of(input);
    }

    /** In the order of the enumeration: as a set, the same list in another order is the same stream. */
    private static List<IgnoredRecord> ignored(JobFileFields fields) {
        String expected = "distinct ones of " + String.join(", ", IGNORED.keySet());
        List<String> words = fields.texts("ignore", expected, List.of());
        if (words.stream().anyMatch(word -> !word.isEmpty() && !IGNORED.containsKey(word))) {
            fields.problem("ignore", words, expected);
        }
        return IGNORED.entrySet().stream()
                .filter(each -> words.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .toList();
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
