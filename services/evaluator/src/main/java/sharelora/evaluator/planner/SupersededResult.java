package sharelora.evaluator.planner;

import java.time.Instant;
import java.util.List;
import sharelora.evaluator.task.ResultId;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;

/** The result of a checkpoint that nobody measures. */
final class SupersededResult {

    private SupersededResult() {}

    static EvalResult result(Checkpoint checkpoint, String precision, String reason, Instant now) {
        return EvalResult.newBuilder()
                .setResultId(ResultId.of(checkpoint.getCheckpointId(), EvalScheduler.HOLDOUT, precision))
                .setPrecision(precision)
                .setRevision(1)
                .setStatus(EvalStatus.SUPERSEDED)
                .setFailure(reason)
                .setJobId(checkpoint.getJobId())
                .setStream(checkpoint.getStream())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setCheckpoint(checkpoint.getBlob())
                .setAdapterName(checkpoint.getAdapterName())
                .setStep(checkpoint.getStep())
                .setBase(checkpoint.getBase())
                .setBaseSha256(checkpoint.getBaseSha256())
                .setTokenizerSha256(checkpoint.getTokenizerSha256())
                .setAdapterSha256(checkpoint.getAdapterSha256())
                .setStateSha256(checkpoint.getStateSha256())
                .setMethod(checkpoint.getMethod())
                .setRank(checkpoint.getRank())
                .setTrainableParameters(checkpoint.getTrainableParameters())
                .setRecords(checkpoint.getRecords())
                .setLearnedFrom(checkpoint.getLearnedFrom())
                .setInputs(checkpoint.getInputs())
                .setSuite(EvalScheduler.HOLDOUT)
                .setSuiteSha256("")
                .setN(0)
                .setOf(0)
                .setMetrics(List.of())
                .setStepZero(List.of())
                .setLinearProbe(List.of())
                .setEngine("")
                .setPlannedAt(now)
                .setEvaluatedAt(now)
                .build();
    }
}
