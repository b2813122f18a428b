package sharelora.trainer;

import sharelora.schemas.Groups;

/** A job's transactional id, which is its lock, and the name of the group that shows its offset. */
final class JobLock {

    private JobLock() {}

    static String of(String jobId) {
        return Groups.trainer(jobId);
    }
}
