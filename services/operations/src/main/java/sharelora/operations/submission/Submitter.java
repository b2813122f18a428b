package sharelora.operations.submission;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.models.learning.TrainingOptions;
import sharelora.operations.Problems;
import sharelora.operations.WrongUsageException;
import sharelora.operations.catalog.Contention;
import sharelora.operations.catalog.LockedRecord;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogUnavailableException;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Job file → Stream, Job, and the topics they need. */
public final class Submitter {

    private final KafkaSettings kafka;
    private final BlobStore blobs;

    public Submitter(KafkaSettings kafka, BlobStore blobs) {
        this.kafka = kafka;
        this.blobs = blobs;
    }

    /** As {@link #submit(JobFileDraft)}, of a file in which nothing is wrong. */
    public Submission submit(JobFile file) {
        return submit(new JobFileDraft("job " + file.job(), file, new Problems()));
    }

    /**
     * Pins the hashes of base and adapter, holds the job to them and to what is there, makes missing topics and writes what
     * is new. Of two submissions of one name at the same moment the second one meets what the first one wrote.
     *
     * @return what was written
     * @throws sharelora.operations.WrongUsageException where it is refused
     */
    public Submission submit(JobFileDraft draft) {
        PinnedModels models = pinned(draft);
        String jobId = draft.file().job();
        String streamName = draft.file().stream().name();
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(Topics.shared());
            return Contention.settled("job " + jobId, () -> {
                try (LockedRecord<Stream> stream = LockedRecord.stream(kafka, streamName);
                        LockedRecord<Job> job = LockedRecord.job(kafka, jobId)) {
                    Stored there = new Stored(stream.stored(), job.stored());
                    Submission submission = submission(draft, models, there, admin);
                    admin.create(Topics.ofStream(streamName));
                    // The stream first: a service that sees the job finds its stream.
                    submission.stream().ifPresent(stream::write);
                    submission.job().ifPresent(job::write);
                    return submission;
                }
            });
        }
    }

    /** Base and adapter, with the file held to them as far as it says itself what its stream is. */
    private PinnedModels pinned(JobFileDraft draft) {
        Problems problems = draft.problems();
        try {
            Optional<PinnedModels> models = PinnedModels.of(draft.file(), blobs, problems);
            if (!draft.file().stream().onlyNamed()) {
                models.ifPresent(known -> {
                    AskedJob asked = AskedJob.of(draft.file(), known, Stored.NOTHING, Instant.EPOCH, problems);
                    fit(known).check(asked, problems);
                });
            }
            checkAge(draft.file(), problems);
            draft.sound();
            return models.orElseThrow();
        } catch (TransientException | FatalException e) {
            draft.sound(); // what is wrong in the file does not wait for a store that does not answer
            throw e;
        }
    }

    private Submission submission(JobFileDraft draft, PinnedModels models, Stored there, TopicAdmin admin) {
        Submission.requireNames(draft.file(), there);
        Problems problems = new Problems();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        AskedJob open = AskedJob.of(draft.file(), models, there, now, problems);
        AskedJob aged = replays(draft.file())
                ? ReplayAge.of(admin, draft.file().stream().name()).fixed(open, there.job())
                : open;
        AskedJob asked = draft.file()
                .serving()
                .checkpoint()
                .map(name -> aged.serving(announced(draft.file().job(), name)))
                .orElse(aged);
        List<String> warnings = new ArrayList<>(fit(models).warnings());
        Optional.ofNullable(asked.stream().getInput())
                .flatMap(input -> missing(input.getTopic(), admin))
                .ifPresent(warnings::add);
        Submission submission = Submission.of(asked, there, warnings);
        fit(models).check(asked, problems);
        problems.throwIfAny(draft.name() + " is not a job that can run");
        return submission;
    }

    private String announced(String job, String name) {
        Checkpoints checkpoints = Checkpoints.of(job, kafka);
        if (checkpoints.all().isEmpty()) {
            throw WrongUsageException.of(
                    "serve: '" + name + "', expected promoted or newest: the job has announced no checkpoint yet");
        }
        return checkpoints.named("serve", name).getCheckpointId();
    }

    /** The broker says how long a stream keeps its batches; it is asked only where that matters. */
    private void checkAge(JobFile file, Problems problems) {
        Map<String, String> options = file.learner().training().getOptions();
        if (TrainingOptions.maxAge(options).isPresent()) {
            ReplayAge.of(kafka, file.stream().name()).check(options, problems);
        }
    }

    private static boolean replays(JobFile file) {
        return TrainingOptions.replays(file.learner().training().getOptions());
    }

    private BaseFit fit(PinnedModels models) {
        return new BaseFit(new BaseModels(blobs), models);
    }

    /** A topic that is made later is read from its beginning, so that it is missing is no reason to refuse the job. */
    private static Optional<String> missing(String topic, TopicAdmin admin) {
        try {
            return admin.exists(topic)
                    ? Optional.empty()
                    : Optional.of("topic '" + topic + "' of stream.input does not exist yet; nothing is read from it"
                            + " until it does");
        } catch (LogUnavailableException e) {
            return Optional.of(
                    "whether topic '" + topic + "' of stream.input exists could not be asked: " + e.getMessage());
        }
    }
}
