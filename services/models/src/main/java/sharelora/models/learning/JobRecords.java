package sharelora.models.learning;

import java.time.Instant;
import sharelora.engine.drift.Alarm;
import sharelora.engine.drift.OnDrift;
import sharelora.models.batch.LeftOut;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Drift;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What a job tells of its steps, addressed to its topics. */
record JobRecords(String jobId, String stream, DeadLetters letters) {

    static JobRecords of(JobSettings job) {
        return new JobRecords(
                job.id(),
                job.stream(),
                DeadLetters.of("trainer").forStream(job.stream()).forJob(job.id()));
    }

    /** A step that was taken. */
    Outgoing<TrainStep> step(TrainStep step) {
        return Outgoing.of(Topics.TRAIN_STEPS, jobId, step);
    }

    /** That a step showed a change of the stream. */
    Outgoing<Drift> drift(TrainStep step, Alarm alarm, OnDrift.Action action, long time) {
        return Outgoing.of(
                Topics.DRIFT,
                jobId,
                Drift.newBuilder()
                        .setDriftId(jobId + "/" + step.getStep())
                        .setJobId(jobId)
                        .setStream(stream)
                        .setStep(step.getStep())
                        .setOffset(step.getOffset())
                        .setNoticedBy(alarm.by())
                        .setFigure(alarm.figure())
                        .setBefore(alarm.before())
                        .setAfter(alarm.after())
                        .setAction(action.id())
                        .setBatchAt(Instant.ofEpochMilli(time))
                        .build());
    }

    /** A record of the log that is no batch to be learned. */
    Outgoing<DeadLetter> unusable(Received received, String reason, String detail) {
        return letters.letter(received, reason, detail);
    }

    /** An example that the base cannot take. */
    Outgoing<DeadLetter> leftOut(Source source, String exampleId, LeftOut why) {
        return letters.letter(source, exampleId, why.reason(), why.detail());
    }

    /** An example of a batch that was not learned, though the base can take it. */
    Outgoing<DeadLetter> givenUp(Source source, String exampleId, String reason, String detail) {
        return letters.letter(source, exampleId, reason, detail);
    }
}
