package sharelora.trainer;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.Task;
import sharelora.schemas.TrainingSettings;

/** Jobs as they are submitted. */
final class Jobs {

    private Jobs() {}

    static Job.Builder job(String id) {
        return Job.newBuilder()
                .setJobId(id)
                .setStream(Batches.STREAM)
                .setBase("tiny")
                .setBaseSha256("b".repeat(64))
                .setTask(Task.CLASSIFICATION)
                .setAdapter(new AdapterSettings("share-a", 2, 4.0, 0.1, List.of("query", "value")))
                .setHead("mean")
                .setTraining(new TrainingSettings(1e-2, "constant", 2, 0.01, 1.0, 7L, 2, true))
                .setSnapshotEvery(4)
                .setCheckpointEvery(10)
                .setKeep(new Keep(3, 20))
                .setEvaluation(new EvaluationSettings(200, 1000, 250, 600_000L))
                .setStart("earliest")
                .setState(JobState.RUNNING)
                .setCreatedAt(Instant.EPOCH);
    }
}
