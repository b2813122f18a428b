package sharelora.evaluator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.task.ResultId;
import sharelora.models.base.ArithmeticRecords;
import sharelora.schemas.BeamSearch;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;

/**
 * What a checkpoint is asked: one slice, in shards, beside others.
 *
 * @param shardRecords most records of a task
 * @param beside who is measured on the same records
 * @param beamSearch how prompts are gone on with; none: greedily, or not at all
 * @param arithmetic of products with the base's weights
 * @param plannedAt when it is asked
 * @param deadline after that an incomplete result is published
 */
record EvalRequest(
        SliceName slice,
        int shardRecords,
        Beside beside,
        Optional<BeamSearch> beamSearch,
        Arithmetic arithmetic,
        Instant plannedAt,
        Duration deadline) {

    /**
     * A slice by its names.
     *
     * @param records in it, maybe none
     */
    record SliceName(String suite, String sha256, int records) {}

    /**
     * Whom the candidate is compared to.
     *
     * @param stepZeroId empty text: not known, so no comparison with it
     * @param incumbentId the promoted checkpoint
     */
    record Beside(String stepZeroId, Optional<String> probeSha256, Optional<String> incumbentId) {}

    /** One task a shard. An empty slice makes one empty task: whoever takes it says that there was nothing. */
    List<EvalTask> tasks(Checkpoint checkpoint) {
        int records = slice.records();
        int shards = Math.max(1, Math.ceilDiv(records, shardRecords));
        String result = ResultId.of(
                checkpoint.getCheckpointId(),
                slice.sha256(),
                arithmetic.precision().id());
        List<EvalTask> tasks = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            tasks.add(draft(checkpoint)
                    .setTaskId(result + "/" + shard)
                    .setShard(shard)
                    .setShards(shards)
                    .setFrom(shard * shardRecords)
                    .setTo(Math.min(records, (shard + 1) * shardRecords))
                    .build());
        }
        return tasks;
    }

    /** A promoted checkpoint that is asked again is not compared to itself. */
    private EvalTask.Builder draft(Checkpoint checkpoint) {
        EvalTask.Builder draft = EvalTask.newBuilder()
                .setJobId(checkpoint.getJobId())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setCheckpoint(checkpoint)
                .setStep(checkpoint.getStep())
                .setStepZeroId(beside.stepZeroId())
                .setProbeSha256(beside.probeSha256().orElse(null))
                .setIncumbentId(beside.incumbentId()
                        .filter(id -> !id.equals(checkpoint.getCheckpointId()))
                        .orElse(null))
                .setBase(checkpoint.getBase())
                .setBaseSha256(checkpoint.getBaseSha256())
                .setSuite(slice.suite())
                .setSuiteSha256(slice.sha256())
                .setRecords(slice.records())
                .setBeamSearch(beamSearch.orElse(null))
                .setPlannedAt(plannedAt)
                .setDeadlineAt(plannedAt.plus(deadline));
        ArithmeticRecords.draft(arithmetic, draft);
        return draft;
    }
}
