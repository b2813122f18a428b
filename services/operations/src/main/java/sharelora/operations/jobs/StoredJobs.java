package sharelora.operations.jobs;

import java.util.Optional;
import java.util.function.UnaryOperator;
import sharelora.operations.WrongUsageException;
import sharelora.operations.catalog.Contention;
import sharelora.operations.catalog.LockedRecord;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.TopicTable;
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
        return Optional.ofNullable(TopicTable.read(kafka, Topics.JOBS).get(id)).orElseThrow(() -> unknown(id));
    }

    /** The stream that a job learns from; it was written before the job was. */
    public Stream stream(Job job) {
        return Optional.ofNullable(TopicTable.read(kafka, Topics.STREAMS).get(job.getStream()))
                .orElseThrow(() -> new IllegalStateException(
                        "job " + job.getJobId() + " names stream " + job.getStream() + ", which is not there"));
    }

    /**
     * Changes the job of that id while nobody else does; it is written when this returns, unless nothing changed.
     *
     * @param change from the job as it is to the job as it shall be; it may be asked again where another process was in
     *     between, and ends the change by throwing
     * @throws WrongUsageException where there is no such job
     */
    public Change change(String id, UnaryOperator<Job> change) {
        job(id); // a name that was misspelt is not worth a lock on the broker
        return Contention.settled("job " + id, () -> {
            try (LockedRecord<Job> locked = LockedRecord.job(kafka, id)) {
                Job before = locked.stored().orElseThrow(() -> unknown(id));
                Change changed = new Change(before, change.apply(before));
                if (changed.any()) {
                    locked.write(changed.after());
                }
                return changed;
            }
        });
    }

    private static WrongUsageException unknown(String id) {
        return WrongUsageException.of("--job: '" + id + "', expected a job that was submitted");
    }

    /** A job as it was, and as it is now. */
    public record Change(Job before, Job after) {

        /** Whether they differ. */
        public boolean any() {
            return !before.equals(after);
        }
    }
}
