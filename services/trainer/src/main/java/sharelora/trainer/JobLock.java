package sharelora.trainer;

import sharelora.schemas.Groups;

/**
 * The name under which one process at a time trains a job. It is the transactional id of the job's producer, with which
 * Kafka fences every earlier process, and the consumer group that holds the job's offset.
 */
final class JobLock {

    private JobLock() {}

    static String of(String jobId) {
        return Groups.trainer(jobId);
    }
}
