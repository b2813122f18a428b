package sharelora.operations.submission;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import sharelora.engine.replay.ReplaySpec;
import sharelora.models.learning.TrainingOptions;
import sharelora.operations.Problems;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.schemas.Job;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/**
 * How long a job may keep a record to learn it again: no longer than the stream keeps its batches, or a text would outlive
 * what retention promised. It is fixed when the job is submitted, and stays when retention changes later.
 *
 * @param retention of the stream's token batches, milliseconds
 */
record ReplayAge(long retention) {

    /** Of that stream; of a stream that is not there yet as it will be made. */
    static ReplayAge of(KafkaSettings kafka, String stream) {
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            return of(admin, stream);
        }
    }

    /** The same by an admin that is open. */
    static ReplayAge of(TopicAdmin admin, String stream) {
        Topic<?> batches = Topics.tokenBatches(stream);
        long byDefault = batches.retention().map(Duration::toMillis).orElse(ReplaySpec.AGELESS);
        return new ReplayAge(admin.retention(batches.name()).orElse(byDefault));
    }

    /** Refuses an age beyond retention, unless something is wrong with it already. */
    void check(Map<String, String> options, Problems problems) {
        OptionalLong asked = TrainingOptions.maxAge(options);
        if (asked.isPresent() && asked.getAsLong() > retention && !problems.about("replay.maxAge")) {
            problems.add(
                    "replay.maxAge",
                    asked.getAsLong() + "ms",
                    "at most " + retention + "ms, as the stream keeps its token batches no longer");
        }
    }

    /** The job with its age fixed: as it is stored, or as it was asked for, or as long as retention. */
    AskedJob fixed(AskedJob asked, Optional<Job> there) {
        long age = there.map(job -> TrainingOptions.maxAge(job.getTraining().getOptions()))
                .orElse(OptionalLong.empty())
                .orElse(retention);
        Job job = Job.newBuilder(asked.job())
                .setTraining(ReplayPart.fixed(asked.job().getTraining(), age))
                .build();
        return new AskedJob(asked.stream(), job);
    }
}
