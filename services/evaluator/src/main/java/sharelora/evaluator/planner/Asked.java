package sharelora.evaluator.planner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.evaluator.slice.Slice;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;

/**
 * What a checkpoint is asked: one slice, in shards.
 *
 * @param shardRecords most records of a task
 * @param stepZeroId empty text: not known, so no comparison with it
 * @param deadlineAt when an incomplete result is published
 */
record Asked(Slice slice, int shardRecords, String stepZeroId, Optional<String> probeSha256, Instant deadlineAt) {

    /** The stream's own held-out records; the one suite there is. */
    static final String SUITE = "holdout";

    /** One task a shard. An empty slice makes one empty task: whoever takes it says that there was nothing. */
    List<EvalTask> tasks(Checkpoint checkpoint) {
        int records = slice.records();
        int shards = Math.max(1, Math.ceilDiv(records, shardRecords));
        List<EvalTask> tasks = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            tasks.add(EvalTask.newBuilder()
                    .setTaskId(checkpoint.getCheckpointId() + "/" + slice.sha256() + "/" + shard)
                    .setJobId(checkpoint.getJobId())
                    .setCheckpointId(checkpoint.getCheckpointId())
                    .setStep(checkpoint.getStep())
                    .setStepZeroId(stepZeroId)
                    .setProbeSha256(probeSha256.orElse(null))
                    .setBase(checkpoint.getBase())
                    .setBaseSha256(checkpoint.getBaseSha256())
                    .setSuite(SUITE)
                    .setSuiteSha256(slice.sha256())
                    .setShard(shard)
                    .setShards(shards)
                    .setFrom(shard * shardRecords)
                    .setTo(Math.min(records, (shard + 1) * shardRecords))
                    .setRecords(records)
                    .setDeadlineAt(deadlineAt)
                    .build());
        }
        return tasks;
    }
}
