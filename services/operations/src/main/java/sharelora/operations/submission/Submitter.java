package sharelora.operations.submission;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.head.HeadSpec;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.operations.task.TaskRules;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicAdmin;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topic;
import sharelora.schemas.Topics;

/** Job file → Stream, Job, and the topics they need. */
public final class Submitter {

    private final KafkaSettings kafka;
    private final BlobStore blobs;

    public Submitter(KafkaSettings kafka, BlobStore blobs) {
        this.kafka = kafka;
        this.blobs = blobs;
    }

    /**
     * Pins the hashes of base and adapter, checks the job against what is there, makes missing topics and writes what is new.
     *
     * @return what was written
     * @throws sharelora.operations.WrongUsageException where it is refused
     */
    public Submission submit(JobFile file) {
        BaseModels models = new BaseModels(blobs);
        BaseModels.Base named = models.resolve(file.base(), file.baseSha256());
        BaseModels.Base base = TaskRules.of(file.task()).goesOnWithTexts()
                ? models.speaking(named, file.stream().maxLength())
                : named;
        Optional<ImportedAdapters.Imported> from = file.from().map(new ImportedAdapters(blobs)::resolve);
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.create(Topics.shared());
            Map<String, Stream> streams = TopicTable.read(kafka, Topics.STREAMS);
            Map<String, Job> jobs = TopicTable.read(kafka, Topics.JOBS);
            String stream = file.stream().name();
            Submission submission = Submission.of(
                    file,
                    base,
                    from,
                    Optional.ofNullable(streams.get(stream)),
                    Optional.ofNullable(jobs.get(file.job())),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
            submission
                    .job()
                    .filter(job -> HeadSpec.of(job.getHead()).equals(HeadSpec.STOCK))
                    .ifPresent(job -> models.requireStockHead(base));
            List<Topic<?>> topics = new ArrayList<>(Topics.ofStream(stream));
            admin.create(topics);
            write(submission);
            return submission;
        }
    }

    /** The stream first: a service that sees the job finds its stream. */
    private void write(Submission submission) {
        try (LogWriter writer = LogWriter.open(kafka, "submit")) {
            submission.stream().ifPresent(stream -> writer.send(Outgoing.of(Topics.STREAMS, stream.getName(), stream)));
            writer.flush();
            submission.job().ifPresent(job -> writer.send(Outgoing.of(Topics.JOBS, job.getJobId(), job)));
            writer.flush();
        }
    }
}
