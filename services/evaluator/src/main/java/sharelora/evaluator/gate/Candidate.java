package sharelora.evaluator.gate;

import java.time.Instant;
import java.util.Optional;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Promotion;

/** A checkpoint that may be promoted, from whichever record speaks of it. */
record Candidate(String jobId, String checkpointId, String blob, String adapterName, long step) {

    static Candidate of(EvalResult result) {
        return new Candidate(
                result.getJobId(),
                result.getCheckpointId(),
                result.getCheckpoint(),
                result.getAdapterName(),
                result.getStep());
    }

    static Candidate of(Checkpoint checkpoint) {
        return new Candidate(
                checkpoint.getJobId(),
                checkpoint.getCheckpointId(),
                checkpoint.getBlob(),
                checkpoint.getAdapterName(),
                checkpoint.getStep());
    }

    static Candidate of(Promotion promotion) {
        return new Candidate(
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
