package sharelora.operations.submission;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import sharelora.engine.adapter.Method;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Precision;
import sharelora.engine.training.LossSpec;
import sharelora.engine.training.Schedule.Course;
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

    private static final List<String> METHODS =
            Stream.of(Method.values()).map(Method::id).toList();
    private static final String RATE = "a number above 0, below 10";
    private static final List<String> TARGETS = ModelShape.PROJECTIONS;

    static AdapterPart read(JobFileFields fields, TaskRules rules) {
        List<String> heads =
                rules.heads().stream().map(head -> head.kind().id()).toList();
        return new AdapterPart(
                adapter(fields.object("adapter")),
                Set.copyOf(fields.object("adapter").names()),
                fields.has("head"),
                fields.choice("head", heads, heads.getFirst()),
                training(fields.object("training"), rules));
    }

    private static AdapterSettings adapter(JobFileFields fields) {
        String method = fields.choice("method", METHODS, Method.SHARE_A.id());
        List<String> targets =
                fields.texts("targets", "some of " + String.join(", ", TARGETS), List.of("query", "value"));
        if (!TARGETS.containsAll(targets)) {
            fields.problem("targets", targets, "some of " + String.join(", ", TARGETS));
        }
        AdapterSettings adapter = AdapterSettings.newBuilder()
                .setMethod(method)
                .setRank(fields.integer("rank", 8, 1, 4_096))
                .setAlpha(fields.decimal("alpha", 16, alpha -> alpha > 0, "a number above 0"))
                .setDropout(fields.decimal("dropout", 0, dropout -> dropout >= 0 && dropout < 1, "a number in [0, 1)"))
                .setTargets(targets)
                .setShare(share(fields, Method.of(method), targets))
                .setRankStabilized(fields.flag("rankStabilized", false))
                .setRateRatioB(fields.decimal(
                        "rateRatioB", 1, ratio -> ratio > 0 && ratio <= 1_000, "a number above 0, up to 1000"))
                .setFrozenA(fields.flag("frozenA", false))
                .build();
        fields.end();
        return adapter;
    }

    /** In the order of the targets; none where all of them share, so that saying so is no other job. */
    private static List<String> share(JobFileFields fields, Method method, List<String> targets) {
        if (!fields.has("share")) {
            return fields.texts("share", "", List.of());
        }
        String expected = "some of the targets " + String.join(", ", targets);
        List<String> share = fields.texts("share", expected, null);
        if (!method.shares()) {
            fields.problem("share", share, "no such field beside method: " + method.id() + ", which shares nothing");
        } else if (!targets.containsAll(share)) {
            fields.problem("share", share, expected);
        }
        List<String> ordered = targets.stream().filter(share::contains).toList();
        return ordered.equals(targets) ? List.of() : ordered;
    }

    private static TrainingSettings training(JobFileFields fields, TaskRules rules) {
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
                .build();
        requireEnd(fields, training);
        requireWords(fields, rules);
        fields.end();
        return training;
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
