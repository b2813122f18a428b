package sharelora.evaluator.task;

import sharelora.engine.ops.Precision;
import sharelora.schemas.EvalTask;

/** Names of results: the same whoever measures, and other ones for another precision. */
public final class ResultId {

    private ResultId() {}

    /** Id of the result that the task is a part of. */
    public static String of(EvalTask task) {
        return of(task.getCheckpointId(), task.getSuiteSha256(), task.getPrecision());
    }

    /** float32 has no part in the id: results had these ids before there was another precision. */
    public static String of(String checkpointId, String suite, String precision) {
        String id = checkpointId + "/" + suite;
        return precision.equals(Precision.FLOAT32.id()) ? id : id + "/" + precision;
    }
}
