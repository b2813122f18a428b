package sharelora.engine.training;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sharelora.engine.format.JsonFields;

/** How far a job has come, as JSON in the metadata of its {@link StateFile}. */
final class ProgressFile {

    private ProgressFile() {}

    /** Restores are said where there are any, so that all other states have the bytes that they had before. */
    static Map<String, ?> fields(Progress progress) {
        Map<String, Object> fields = new TreeMap<>(Map.of(
                "step", progress.step(),
                "updates", progress.updates(),
                "nextOffset", progress.nextOffset(),
                "records", progress.records(),
                "deadLetters", progress.deadLetters(),
                "skippedInARow", progress.skippedInARow(),
                "learnedFrom", spans(progress.learnedFrom()),
                "inputs", spans(progress.inputs())));
        if (!progress.restores().isEmpty()) {
            fields.put(
                    "restores",
                    progress.restores().stream().map(ProgressFile::fields).toList());
        }
        return fields;
    }

    private static Map<String, ?> fields(Restore restore) {
        return Map.of(
                "verdictId", restore.verdictId(),
                "stateSha256", restore.stateSha256(),
                "stateStep", restore.stateStep(),
                "step", restore.step(),
                "nextOffset", restore.nextOffset(),
                "records", restore.records(),
                "learnedFrom", spans(restore.learnedFrom()),
                "inputs", spans(restore.inputs()));
    }

    static Progress read(JsonFields json) {
        return new Progress(
                count(json, "step"),
                count(json, "updates"),
                count(json, "nextOffset"),
                count(json, "records"),
                count(json, "deadLetters"),
                json.integer("skippedInARow", 0, Integer.MAX_VALUE),
                spans(json, "learnedFrom"),
                spans(json, "inputs"),
                json.has("restores")
                        ? json.objects("restores").stream()
                                .map(ProgressFile::restore)
                                .toList()
                        : List.of());
    }

    private static Restore restore(JsonFields json) {
        return new Restore(
                json.text("verdictId"),
                json.text("stateSha256"),
                count(json, "stateStep"),
                count(json, "step"),
                count(json, "nextOffset"),
                json.integer("records", Long.MIN_VALUE, Long.MAX_VALUE),
                spans(json, "learnedFrom"),
                spans(json, "inputs"));
    }

    private static List<Map<String, ?>> spans(List<OffsetSpan> spans) {
        return spans.stream().<Map<String, ?>>map(ProgressFile::fields).toList();
    }

    private static Map<String, ?> fields(OffsetSpan span) {
        return Map.of("topic", span.topic(), "partition", span.partition(), "from", span.from(), "to", span.to());
    }

    private static List<OffsetSpan> spans(JsonFields json, String name) {
        return json.objects(name).stream()
                .map(span -> new OffsetSpan(
                        span.text("topic"),
                        span.integer("partition", 0, Integer.MAX_VALUE),
                        count(span, "from"),
                        count(span, "to")))
                .toList();
    }

    private static long count(JsonFields json, String name) {
        return json.integer(name, 0, Long.MAX_VALUE);
    }
}
