package sharelora.operations.promotion;

import java.util.Optional;
import sharelora.operations.WrongUsageException;
import sharelora.operations.export.Checkpoints;
import sharelora.operations.jobs.StoredJobs;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;

/**
 * Pins that operators set: a pinned job promotes that checkpoint and no other, whatever its gate says. The pin is a field of
 * the Job record; the aggregator publishes the promotion that follows from it.
 */
public final class Pins {

    private final KafkaSettings kafka;
    private final StoredJobs jobs;

    public Pins(KafkaSettings kafka) {
        this.kafka = kafka;
        this.jobs = new StoredJobs(kafka);
    }

    /**
     * Pins the job to one of its checkpoints.
     *
     * @param option what the user named the checkpoint with, for the message
     * @param checkpoint checkpointId or its beginning, or the adapter's name
     * @param blobs where the checkpoint has to be
     * @throws WrongUsageException where the job or the checkpoint is not known, or the checkpoint is no longer kept
     */
    public Checkpoint pin(String jobId, String option, String checkpoint, BlobStore blobs) {
        jobs.job(jobId);
        Checkpoint found = Checkpoints.of(jobId, kafka).named(option, checkpoint);
        if (blobs.list(found.getBlob() + "/" + BlobFolder.MANIFEST).isEmpty()) {
            throw WrongUsageException.of(option + ": '" + checkpoint + "', expected a checkpoint that is kept; step "
                    + found.getStep() + " is not in the blob store (any more)");
        }
        jobs.change(
                jobId,
                job -> Job.newBuilder(job).setPin(found.getCheckpointId()).build());
        return found;
    }

    /**
     * Takes the pin away, so that the job's gate decides again.
     *
     * @throws WrongUsageException where the job is not known
     */
    public Unpinned unpin(String jobId) {
        Job job = jobs.change(jobId, there -> Job.newBuilder(there).setPin(null).build())
                .before();
        return new Unpinned(Optional.ofNullable(job.getPin()), job.getGate() != null);
    }

    /**
     * A job without a pin.
     *
     * @param before the checkpoint that it was pinned to; empty where it was not pinned
     * @param hasGate whether a gate decides now; without one nothing is promoted by itself
     */
    public record Unpinned(Optional<String> before, boolean hasGate) {}
}
