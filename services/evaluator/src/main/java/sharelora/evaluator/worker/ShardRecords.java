package sharelora.evaluator.worker;

import java.time.Instant;
import java.util.List;
import sharelora.engine.Engines;
import sharelora.models.batch.LeftOut;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.EvalShard;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Topics;

/**
 * EvalShards as this process writes them.
 *
 * @param engine with its libraries and versions, where nothing was measured
 * @param cpuFeatures of this machine
 */
record ShardRecords(String engine, String cpuFeatures) {

    static ShardRecords of(String engine) {
        return new ShardRecords(engine, Engines.cpuFeatures());
    }

    Outgoing<EvalShard> found(EvalTask task, EvalWorker.Findings findings, double seconds) {
        return shard(
                task,
                findings.engine(),
                EvalShard.newBuilder()
                        .setTargets(findings.answers().targets())
                        .setScores(findings.answers().scores())
                        .setAsked(findings.answers().asked())
                        .setMeasurements(findings.measurements())
                        .setLeftOut(
                                findings.leftOut().stream().map(LeftOut::place).toList())
                        .setSeconds(seconds));
    }

    Outgoing<EvalShard> failed(EvalTask task, String failure, double seconds) {
        return shard(
                task,
                engine,
                EvalShard.newBuilder()
                        .setTargets(List.of())
                        .setMeasurements(List.of())
                        .setFailure(failure)
                        .setSeconds(seconds));
    }

    private Outgoing<EvalShard> shard(EvalTask task, String computedBy, EvalShard.Builder draft) {
        EvalShard shard = draft.setTaskId(task.getTaskId())
                .setTask(task)
                .setEngine(computedBy)
                .setCpuFeatures(cpuFeatures)
                .setMeasuredAt(Instant.now())
                .build();
        return Outgoing.of(Topics.EVAL_SHARDS, task.getCheckpointId() + "/" + task.getSuite(), shard);
    }
}
