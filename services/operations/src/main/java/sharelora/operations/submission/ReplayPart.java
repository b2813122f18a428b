package sharelora.operations.submission;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import sharelora.engine.replay.KeepingRule;
import sharelora.engine.replay.ReplaySpec;
import sharelora.models.learning.TrainingOptions;
import sharelora.operations.Problems;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;
import sharelora.schemas.TrainingSettings;

/** The part of a job file that says how records are learned again. */
final class ReplayPart {

    private static final String NAME = "replay";
    private static final int MOST_RECORDS = 1_000_000;

    private ReplayPart() {}

    /** The part as options of the job's training; none where the file has no such part. */
    static Map<String, String> read(JobFileFields file, TaskRules rules) {
        boolean replays = file.has(NAME);
        JobFileFields fields = file.object(NAME);
        double fraction = fields.decimal(
                "fraction",
                0.25,
                share -> share > 0 && share <= ReplaySpec.MOST_FRACTION,
                "a number above 0, up to 4: replayed records for each new one");
        int size = fields.integer("size", ReplaySpec.USUAL_SIZE, 1, MOST_RECORDS);
        KeepingRule keep = keep(fields, rules);
        OptionalLong maxAge = maxAge(fields);
        fields.end();
        return replays ? TrainingOptions.replay(fraction, size, keep, maxAge) : Map.of();
    }

    private static KeepingRule keep(JobFileFields fields, TaskRules rules) {
        List<String> fitting = KeepingRule.all().stream()
                .filter(rule -> rules.hasLabels() || !rule.needsClasses())
                .map(KeepingRule::id)
                .toList();
        KeepingRule keep = KeepingRule.of(
                fields.choice("keep", KeepingRule.ids(), KeepingRule.ids().getFirst()));
        if (!fitting.contains(keep.id())) {
            fields.problem(
                    "keep",
                    keep.id(),
                    "one of " + String.join(", ", fitting) + ", as the task is not "
                            + TaskRules.word(Task.CLASSIFICATION));
        }
        return keep;
    }

    private static OptionalLong maxAge(JobFileFields fields) {
        if (!fields.has("maxAge")) {
            fields.optionalText("maxAge", "");
            return OptionalLong.empty();
        }
        long age = fields.duration("maxAge", "");
        if (age == 0 && !fields.isWrong("maxAge")) {
            fields.problem("maxAge", "0", "a duration above 0");
        }
        return age == 0 ? OptionalLong.empty() : OptionalLong.of(age);
    }

    /** Holds the size of the buffer to the texts and labels of the stream, unless something is wrong with it already. */
    static void check(Map<String, String> options, int maxLength, List<String> labels, Problems problems) {
        if (!TrainingOptions.replays(options) || problems.about(NAME + ".size") || problems.about("stream.maxLength")) {
            return;
        }
        ReplaySpec spec = TrainingOptions.replay(options).orElseThrow();
        long bytes = ReplaySpec.bytes(spec.size(), maxLength);
        if (bytes > ReplaySpec.MOST_BYTES) {
            problems.add(
                    NAME + ".size",
                    spec.size(),
                    "at most " + ReplaySpec.MOST_BYTES / ReplaySpec.bytes(1, maxLength) + " records of maxLength "
                            + maxLength + ", which take 64 MiB");
        } else if (spec.keep().byClass() && spec.size() < labels.size()) {
            problems.add(
                    NAME + ".size",
                    spec.size(),
                    "at least " + labels.size() + ", one for each label, as keep is "
                            + spec.keep().id());
        }
    }

    /** The same for records that are asked for. */
    static void check(Stream stream, TrainingSettings training, Problems problems) {
        check(training.getOptions(), stream.getMaxLength(), stream.getLabels(), problems);
    }

    /** The settings with the largest age of a replayed record, where they say that records are replayed and not how long. */
    static TrainingSettings fixed(TrainingSettings training, long maxAge) {
        Map<String, String> options = training.getOptions();
        return TrainingOptions.replays(options)
                        && TrainingOptions.maxAge(options).isEmpty()
                ? TrainingSettings.newBuilder(training)
                        .setOptions(new TreeMap<>(TrainingOptions.withMaxAge(options, maxAge)))
                        .build()
                : training;
    }
}
