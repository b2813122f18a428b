package sharelora.operations.suite;

import java.util.ArrayList;
import java.util.List;
import sharelora.operations.WrongUsageException;
import sharelora.operations.jobs.StoredJobs;
import sharelora.schemas.Job;
import sharelora.schemas.Suite;

/** The suites that a job's checkpoints are measured on, beside the hold-out. */
public record Suites(StoredJobs jobs) {

    /**
     * Adds a suite to a job, where it is not there yet.
     *
     * @return whether it was added
     * @throws WrongUsageException where the job has another suite of that name, or that suite by another name
     */
    public boolean add(String jobId, Suite suite) {
        return jobs.change(jobId, job -> with(job, suite)).any();
    }

    private static Job with(Job job, Suite suite) {
        for (Suite there : job.getSuites()) {
            boolean sameName = there.getName().equals(suite.getName());
            if (there.equals(suite)) {
                return job;
            }
            if (sameName || there.getSha256().equals(suite.getSha256())) {
                throw WrongUsageException.of("--name: '" + suite.getName() + "', but suite " + there.getName() + " of "
                        + there.getRecords() + " records is there; a suite is immutable, expected another "
                        + (sameName ? "name" : "file"));
            }
        }
        List<Suite> suites = new ArrayList<>(job.getSuites());
        suites.add(suite);
        return Job.newBuilder(job).setSuites(suites).build();
    }
}
