package sharelora.operations.jobs;

import sharelora.operations.WrongUsageException;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/** What an operator wants of a job: to go on, to wait, or to be gone. */
public final class JobStates {

    private final StoredJobs jobs;

    public JobStates(KafkaSettings kafka) {
        this.jobs = new StoredJobs(kafka);
    }

    /**
     * Writes that state, where it is another; every stage follows it.
     *
     * @return whether it was another
     * @throws WrongUsageException where there is no such job, or it was deleted, which is for good
     */
    public boolean change(String id, JobState wanted) {
        return jobs.change(id, job -> {
                    if (job.getState() == JobState.DELETED && wanted != JobState.DELETED) {
                        throw WrongUsageException.of("--job: '" + id + "', expected a job that was not deleted");
                    }
                    return Job.newBuilder(job).setState(wanted).build();
                })
                .any();
    }
}
