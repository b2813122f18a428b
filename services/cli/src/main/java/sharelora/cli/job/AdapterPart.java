package sharelora.cli.job;

import java.util.List;
import java.util.stream.Stream;
import sharelora.engine.adapter.Method;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.TrainingSettings;

/** The adapter, the head and the training settings of a job file. */
public record AdapterPart(AdapterSettings adapter, String head, TrainingSettings training) {

    private static final List<String> METHODS =
            Stream.of(Method.values()).map(Method::id).toList();
    private static final List<String> TARGETS = List.of("query", "key", "value", "output", "up", "down");

    static AdapterPart read(Fields fields) {
        return new AdapterPart(
                adapter(fields.object("adapter")),
                fields.choice("head", List.of("mean"), "mean"),
                training(fields.object("training")));
    }

    private static AdapterSettings adapter(Fields fields) {
        List<String> targets =
                fields.texts("targets", "some of " + String.join(", ", TARGETS), List.of("query", "value"));
        if (!TARGETS.containsAll(targets)) {
            fields.problem("targets", targets, "some of " + String.join(", ", TARGETS));
        }
        AdapterSettings adapter = new AdapterSettings(
                fields.choice("method", METHODS, Method.SHARE_A.id()),
                fields.integer("rank", 8, 1, 4_096),
                fields.decimal("alpha", 16, alpha -> alpha > 0, "a number above 0"),
                fields.decimal("dropout", 0, dropout -> dropout >= 0 && dropout < 1, "a number in [0, 1)"),
                targets);
        fields.end();
        return adapter;
    }

    private static TrainingSettings training(Fields fields) {
        TrainingSettings training = new TrainingSettings(
                fields.decimal("learningRate", 2e-3, rate -> rate > 0 && rate < 10, "a number above 0, below 10"),
                fields.choice("schedule", List.of("constant"), "constant"),
                fields.integer("warmupSteps", 20, 0, 1_000_000),
                fields.decimal("weightDecay", 0.01, decay -> decay >= 0 && decay < 1, "a number in [0, 1)"),
                fields.decimal("clipNorm", 1.0, norm -> norm >= 0, "a number from 0; 0: no clipping"),
                fields.wholeNumber("seed", 7),
                fields.integer("gradientShards", 4, 1, 1_024),
                fields.flag("baseDropout", false));
        fields.end();
        return training;
    }
}
