package sharelora.operations.submission;

import java.util.List;
import sharelora.engine.ops.Precision;
import sharelora.operations.task.TaskRules;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Task;

/** What a job file says of evaluation. */
final class EvaluationPart {

    /** bfloat16 is none: not every machine has it, and whichever is free measures. */
    private static final List<String> PRECISIONS = List.of(Precision.FLOAT32.id(), Precision.INT8.id());

    private EvaluationPart() {}

    static EvaluationSettings read(JobFileFields fields, TaskRules rules) {
        EvaluationSettings evaluation = new EvaluationSettings(
                fields.integer("minRecords", 200, 1, 1_000_000),
                fields.integer("window", 1_000, 1, 1_000_000),
                fields.integer("shardRecords", 250, 1, 100_000),
                fields.duration("deadline", "10m"),
                fields.flag("supersede", false),
                beamSearch(fields, rules),
                fields.choice("precision", PRECISIONS, Precision.FLOAT32.id()));
        fields.end();
        return evaluation;
    }

    private static BeamSearch beamSearch(JobFileFields fields, TaskRules rules) {
        if (!fields.has("beamSearch")) {
            return null;
        }
        if (!rules.goesOnWithTexts()) {
            fields.refuse("beamSearch", TaskRules.onlyFor(Task.GENERATION));
        }
        JobFileFields search = fields.object("beamSearch");
        BeamSearch settings = new BeamSearch(
                search.integer("beams", 4, 1, 64),
                search.decimal("lengthPenalty", 1.0, Double::isFinite, "a number; above 0 longer texts win"),
                search.integer("noRepeat", 0, 0, 1_000));
        search.end();
        return settings;
    }
}
