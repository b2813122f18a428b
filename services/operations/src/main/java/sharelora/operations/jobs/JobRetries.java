package sharelora.operations.jobs;

import sharelora.operations.WrongUsageException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/** Has jobs that stand still tried again at once, instead of when their back-off is over. */
public final class JobRetries {

    private final StoredJobs jobs;

    /** Of the jobs in that installation. */
    public JobRetries(KafkaSettings kafka) {
        this.jobs = new StoredJobs(kafka);
    }

    /**
     * Raises the number of retries in the job's record; every stage in which the job stands still follows it.
     *
     * @return the job as it is written now
     * @throws WrongUsageException where there is no such job, or it was deleted, which is for good
     */
    public Job raise(String id) {
        return jobs.change(id, JobRetries::raised).after();
    }

    private static Job raised(Job job) {
        if (job.getState() == JobState.DELETED) {
            throw WrongUsageException.of("--job: '" + job.getJobId() + "', expected a job that was not deleted");
        }
        return Job.newBuilder(job).setRetries(job.getRetries() + 1).build();
    }
}
