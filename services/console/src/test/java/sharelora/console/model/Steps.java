package sharelora.console.model;

import java.time.Instant;
import java.util.List;
import sharelora.schemas.StepStatus;
import sharelora.schemas.TrainStep;

/** Steps to tell. */
public final class Steps {

    private Steps() {}

    /** A step of ten records, of which half were right. */
    public static TrainStep step(String job, long step, double loss) {
        return TrainStep.newBuilder()
                .setJobId(job)
                .setStep(step)
                .setOffset(step)
                .setStatus(StepStatus.LEARNED)
                .setRecords(10)
                .setTokens(100)
                .setLoss(loss)
                .setCorrect(5)
                .setGradientNorm(1)
                .setLearningRate(0.001)
                .setSeconds(0.1)
                .setLearnedAt(Instant.EPOCH.plusSeconds(step))
                .setAsked(10)
                .setLeftOut(List.of())
                .setReplayed(List.of())
                .build();
    }
}
