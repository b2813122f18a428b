package sharelora.operations.submission;

import java.util.Map;
import sharelora.models.learning.OnRegression;
import sharelora.models.learning.OnRegression.Action;
import sharelora.models.learning.TrainingOptions;

/** The part of a job file that says what happens when the gate finds a checkpoint worse than the promoted one. */
final class RegressionPart {

    private static final String NAME = "onRegression";
    private static final int MOST = 1_000;

    private RegressionPart() {}

    /** The part as options of the job's training; none where the job learns on. */
    static Map<String, String> read(JobFileFields file) {
        JobFileFields fields = file.object(NAME);
        String word = fields.choice("do", Action.ids(), Action.CONTINUE.id());
        Action action = Action.ids().contains(word) ? Action.of(word) : Action.CONTINUE;
        int limit = fields.integer("limit", OnRegression.USUAL_LIMIT, 1, MOST);
        if (action != Action.CONTINUE && !file.has("gate")) {
            fields.problem("do", word, "continue, as the job has no gate that could find a regression");
        }
        fields.end();
        return TrainingOptions.onRegression(new OnRegression(action, Math.clamp(limit, 1, MOST)));
    }
}
