package sharelora.models.learning;

import java.time.Instant;
import sharelora.engine.drift.Alarm;
import sharelora.engine.drift.Outlier;
import sharelora.engine.training.StepResult;
import sharelora.models.batch.DecodedBatch;
import sharelora.models.batch.LeftOut;
import sharelora.schemas.ReplayedRecord;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/**
 * One step that was taken.
 *
 * @param decoded the token batch
 * @param seconds that it took
 */
record TakenStep(DecodedBatch decoded, StepResult result, double seconds) {

    /** As train-steps tells it; learned now. */
    TrainStep record(String jobId, long number) {
        return TrainStep.newBuilder()
                .setJobId(jobId)
                .setStep(number)
                .setOffset(decoded.offset())
                .setStatus(result.learned() ? StepStatus.LEARNED : StepStatus.SKIPPED)
                .setRecords(decoded.taken().batch().getTargets().size())
                .setTokens(decoded.taken().batch().getTokenIds().size())
                .setLeftOut(
                        decoded.taken().leftOut().stream().map(LeftOut::place).toList())
                .setReplayed(result.replayed().stream()
                        .map(again -> new ReplayedRecord(again.offset(), again.place()))
                        .toList())
                .setLoss(result.loss())
                .setCorrect(result.correct())
                .setAsked(result.asked())
                .setGradientNorm(result.gradientNorm())
                .setLearningRate(result.learningRate())
                .setOutlier(result.outlier().map(Outlier::figure).orElse(null))
                .setDrift(result.alarm().map(Alarm::by).orElse(null))
                .setSeconds(seconds)
                .setLearnedAt(Instant.now())
                .build();
    }
}
