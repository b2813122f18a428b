package sharelora.operations.jobs;

import java.util.Optional;
import sharelora.operations.WrongUsageException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Job;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** Jobs as they were submitted, for commands that change what may change. */
public final class StoredJobs {

    private final KafkaSettings kafka;

    public StoredJobs(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * The job of that id.
     *
     * @throws WrongUsageException where there is none
     */
    public Job job(String id) {
        return Optional.ofNullable(TopicTable.read(kafka, Topics.JOBS).get(id))
                .orElseThrow(() -> WrongUsageException.of("--job: '" + id + "', expected a job that was submitted"));
    }

    /** The stream that a job learns from; it was written before the job was. */
    public Stream stream(Job job) {
        return Optional.ofNullable(TopicTable.read(kafka, Topics.STREAMS).get(job.getStream()))
                .orElseThrow(() -> new IllegalStateException(
                        "job " + job.getJobId() + " names stream " + job.getStream() + ", which is not there"));
    }

    /** Written when this returns. */
    public void replace(Job job) {
        try (LogWriter writer = LogWriter.open(kafka, "jobs")) {
            writer.send(Outgoing.of(Topics.JOBS, job.getJobId(), job));
            writer.flush();
        }
    }
}
