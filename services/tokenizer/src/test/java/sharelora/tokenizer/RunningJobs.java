package sharelora.tokenizer;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.AdapterSettings;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Keep;
import sharelora.schemas.Task;
import sharelora.schemas.TrainingSettings;

/** Jobs that learn from the tests' stream. */
final class RunningJobs {

    private RunningJobs() {}

    static Job job(TinyBase base, JobState state) {
        return Job.newBuilder()
                .setJobId("job")
                .setStream(Streams.NAME)
                .setBase("tiny")
                .setBaseSha256(base.sha256())
                .setTask(Task.CLASSIFICATION)
                .setAdapter(new AdapterSettings("share-a", 2, 4.0, 0.0, List.of("query", "value")))
                .setHead("mean")
                .setTraining(new TrainingSettings(1e-2, "constant", 2, 0.01, 1.0, 7L, 2, false))
                .setSnapshotEvery(4)
                .setCheckpointEvery(10)
                .setKeep(new Keep(3, 20))
                .setEvaluation(new EvaluationSettings(200, 1000, 250, 600_000L))
                .setStart("earliest")
                .setState(state)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
