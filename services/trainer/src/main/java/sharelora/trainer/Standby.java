package sharelora.trainer;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.base.ArithmeticRecords;
import sharelora.models.base.BaseCache;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.TrainingSettings;

/** Opens the bases of jobs that other processes train, so that taking one over does not wait for its base. */
final class Standby {

    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

    private final BaseCache bases;
    private final Set<String> prepared = new HashSet<>();

    Standby(BaseCache bases) {
        this.bases = bases;
    }

    /** Opens the bases of those jobs that are RUNNING, each on a thread of its own. Returns at once. */
    void prepare(Collection<Job> jobs) {
        for (Job job : jobs) {
            if (job.getState() == JobState.RUNNING && prepared.add(job.getBaseSha256() + arithmetic(job))) {
                Thread.ofPlatform().daemon().name("standby-" + job.getBase()).start(() -> open(job));
            }
        }
    }

    /** As the record says it: a setting that is none must not end the thread of all jobs. */
    private static String arithmetic(Job job) {
        TrainingSettings settings = job.getTraining();
        return settings.getPrecision() + settings.getQuantise() + settings.getOutliers() + settings.getBaseMemory();
    }

    /** Only logs a failure: the process does not need this base yet. */
    private void open(Job job) {
        try {
            bases.base(job.getBase(), job.getBaseSha256(), ArithmeticRecords.training(job));
            LOG.info(
                    "standing by base={} sha256={} precision={}",
                    job.getBase(),
                    job.getBaseSha256(),
                    job.getTraining().getPrecision());
        } catch (RuntimeException e) {
            LOG.warn("cannot stand by base={} cause={}", job.getBase(), e.getMessage());
        }
    }
}
