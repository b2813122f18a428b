package sharelora.checkpointer;

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

    /** One that keeps so many checkpoints. */
    static Job job(String jobId, int checkpoints, JobState state) {
        return Job.newBuilder()
                .setJobId(jobId)
                .setStream("tickets")
                .setBase("tiny")
                .setBaseSha256("b")
                .setTask(Task.CLASSIFICATION)
                .setAdapter(AdapterSettings.newBuilder()
                        .setMethod("share-a")
                        .setRank(2)
                        .setAlpha(4.0)
                        .setDropout(0.0)
                        .setTargets(List.of("query", "value"))
                        .build())
                .setHead("mean")
                .setTraining(TrainingSettings.newBuilder()
                        .setLearningRate(1e-2)
                        .setSchedule("constant")
                        .setWarmupSteps(2)
                        .setWeightDecay(0.01)
                        .setClipNorm(1.0)
                        .setSeed(7L)
                        .setGradientShards(2)
                        .setBaseDropout(false)
                        .build())
                .setSnapshotEvery(4)
                .setCheckpointEvery(10)
                .setKeep(new Keep(1, checkpoints))
                .setEvaluation(new EvaluationSettings(200, 1000, 250, 600_000L, false, null))
                .setStart("earliest")
                .setState(state)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
