package sharelora.evaluator.gate;

import java.time.Instant;
import java.util.Optional;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Promotion;

/** A checkpoint that may be promoted, as its announcement or its result describes it. */
record PromotionCandidate(String jobId, String checkpointId, String blob, String adapterName, long step) {

    static PromotionCandidate of(EvalResult result) {
        return new PromotionCandidate(
                result.getJobId(),
                result.getCheckpointId(),
                result.getCheckpoint(),
                result.getAdapterName(),
                result.getStep());
    }

    static PromotionCandidate of(Checkpoint checkpoint) {
        return new PromotionCandidate(
                checkpoint.getJobId(),
                checkpoint.getCheckpointId(),
                checkpoint.getBlob(),
                checkpoint.getAdapterName(),
                checkpoint.getStep());
    }

    static PromotionCandidate of(Promotion promotion) {
        return new PromotionCandidate(
                promotion.getJobId(),
                promotion.getCheckpointId(),
                promotion.getCheckpoint(),
                promotion.getAdapterName(),
                promotion.getStep());
    }

    Promotion promotion(boolean pinned, String verdictId, Optional<Promotion> before, Instant now) {
        return Promotion.newBuilder()
                .setJobId(jobId)
                .setCheckpointId(checkpointId)
                .setCheckpoint(blob)
                .setAdapterName(adapterName)
                .setStep(step)
                .setPinned(pinned)
                .setPreviousId(before.map(Promotion::getCheckpointId).orElse(null))
                .setVerdictId(verdictId)
                .setPromotedAt(now)
                .build();
    }
}
