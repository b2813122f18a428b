package sharelora.models.learning;

import sharelora.models.batch.LeftOut;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Source;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/** What a job tells of its steps, addressed to its topics. */
record JobRecords(String jobId, DeadLetters letters) {

    static JobRecords of(JobSettings job) {
        return new JobRecords(
                job.id(), DeadLetters.of("trainer").forStream(job.stream()).forJob(job.id()));
    }

    /** A step that was taken. */
    Outgoing<TrainStep> step(TrainStep step) {
        return Outgoing.of(Topics.TRAIN_STEPS, jobId, step);
    }

    /** A record of the log that is no batch to be learned. */
    Outgoing<DeadLetter> unusable(Received received, String reason, String detail) {
        return letters.letter(received, reason, detail);
    }

    /** An example that the base cannot take. */
    Outgoing<DeadLetter> leftOut(Source source, String exampleId, LeftOut why) {
        return letters.letter(source, exampleId, why.reason(), why.detail());
    }

    /** An example of a batch whose loss or gradient was not finite. */
    Outgoing<DeadLetter> notFinite(Source source, String exampleId, String detail) {
        return letters.letter(source, exampleId, "not-finite", detail);
    }
}
