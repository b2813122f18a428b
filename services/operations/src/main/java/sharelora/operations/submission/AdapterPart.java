package sharelora.operations.submission;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sharelora.engine.ops.Arithmetic.Part;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Precision;
import sharelora.engine.training.LossSpec;
import sharelora.engine.training.Schedule.Course;
import sharelora.models.learning.AdapterRecords;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.Task;
import sharelora.schemas.TrainingSettings;

/**
 * The adapter, the head and the training settings of a job file.
 *
 * @param given fields of the adapter that the file has; the others are by default
 * @param headGiven whether the file has the head
 */
public record AdapterPart(
        AdapterSettings adapter, Set<String> given, boolean headGiven, String head, TrainingSettings training) {

    private static final String RATE = "a number above 0, below 10";

    static AdapterPart read(JobFileFields fields, TaskRules rules) {
        List<String> heads =
                rules.heads().stream().map(head -> head.kind().id()).toList();
        return new AdapterPart(
                adapter(fields.object("adapter")),
                Set.copyOf(fields.object("adapter").names()),
                fields.has("head"),
                fields.choice("head", heads, heads.getFirst()),
                training(fields, rules));
    }

    private static AdapterSettings adapter(JobFileFields fields) {
        MethodPart part = MethodPart.read(fields);
        return AdapterRecords.record(part.method(), part.settings());
    }

    private static TrainingSettings training(JobFileFields file, TaskRules rules) {
        TrainingSettings training = settings(file.object("training"), rules);
        Map<String, String> options = new TreeMap<>(ReplayPart.read(file, rules));
        options.putAll(RegressionPart.read(file));
        return TrainingSettings.newBuilder(training).setOptions(options).build();
    }

    private static TrainingSettings settings(JobFileFields fields, TaskRules rules) {
        TrainingSettings training = TrainingSettings.newBuilder()
                .setLearningRate(fields.decimal("learningRate", 2e-3, AdapterPart::isRate, RATE))
                .setSchedule(fields.choice("schedule", Course.ids(), Course.CONSTANT.id()))
                .setWarmupSteps(fields.integer("warmupSteps", 20, 0, 1_000_000))
                .setWeightDecay(
                        fields.decimal("weightDecay", 0.01, decay -> decay >= 0 && decay < 1, "a number in [0, 1)"))
                .setClipNorm(fields.decimal("clipNorm", 1.0, norm -> norm >= 0, "a number from 0; 0: no clipping"))
                .setSeed(fields.wholeNumber("seed", 7))
                .setGradientShards(fields.integer("gradientShards", 4, 1, 1_024))
                .setBaseDropout(fields.flag("baseDropout", false))
                .setTotalSteps(fields.integer("totalSteps", 0, 1, 1_000_000_000))
                .setLoss(fields.choice(
                        "loss", LossSpec.Tokens.ids(), LossSpec.PLAIN.tokens().id()))
                .setLabelSmoothing(
                        fields.decimal("labelSmoothing", 0, share -> share >= 0 && share < 1, "a number in [0, 1)"))
                .setPrecision(fields.choice("precision", Precision.ids(), Precision.FLOAT32.id()))
                .setBaseMemory(fields.choice("baseMemory", BaseMemory.ids(), BaseMemory.FAST.id()))
                .setQuantise(quantised(fields))
                .setOutliers(fields.decimal("outliers", 0, size -> size > 0 && (float) size > 0, "a number above 0"))
                .build();
        requireMemory(fields, training);
        requireEnd(fields, training);
        requireWords(fields, rules);
        requireInt8(fields, training);
        fields.end();
        return training;
    }

    private static void requireMemory(JobFileFields fields, TrainingSettings training) {
        try {
            BaseMemory.of(training.getBaseMemory()).requireFor(Precision.of(training.getPrecision()));
        } catch (IllegalArgumentException e) {
            fields.problem("baseMemory", training.getBaseMemory(), "fast, or precision: int8 or nf4");
        }
        if (training.getBaseMemory().equals(BaseMemory.SMALL.id()) && training.getOutliers() > 0) {
            fields.refuse("outliers", "baseMemory: fast beside it");
        }
    }

    private static void requireEnd(JobFileFields fields, TrainingSettings training) {
        Course course = Course.of(training.getSchedule());
        if (training.getTotalSteps() == 0 && course.needsTotalSteps()) {
            fields.problem("totalSteps", null, "the number of updates that " + course.id() + " goes over");
        } else if (training.getTotalSteps() > 0 && training.getTotalSteps() <= training.getWarmupSteps()) {
            fields.problem(
                    "totalSteps", training.getTotalSteps(), "more than " + training.getWarmupSteps() + " warmupSteps");
        }
    }

    /** Names of parts, in the engine's order; none where that is all of them, as by default. */
    private static List<String> quantised(JobFileFields fields) {
        String expected = "distinct ones of " + String.join(", ", Part.ids());
        List<String> named = fields.texts("quantise", expected, List.of());
        if (!Part.ids().containsAll(named) && !fields.isWrong("quantise")) {
            fields.problem("quantise", named, expected);
        }
        List<String> parts = Part.ids().stream().filter(named::contains).toList();
        return parts.size() == Part.ids().size() ? List.of() : parts;
    }

    private static void requireInt8(JobFileFields fields, TrainingSettings training) {
        for (String name : List.of("quantise", "outliers")) {
            if (!training.getPrecision().equals(Precision.INT8.id()) && fields.has(name)) {
                fields.refuse(name, "precision: int8 beside it");
            }
        }
    }

    private static void requireWords(JobFileFields fields, TaskRules rules) {
        for (String name : List.of("loss", "labelSmoothing")) {
            if (!rules.goesOnWithTexts() && fields.has(name)) {
                fields.refuse(name, TaskRules.onlyFor(Task.GENERATION));
            }
        }
    }

    private static boolean isRate(double rate) {
        return rate > 0 && rate < 10;
    }
}
