package sharelora.checkpointer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.checkpoint.Retention;
import sharelora.platform.blobs.Blob;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.Catalog;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.KeptState;

/**
 * Deletes blobs that are not needed any more. A state is deleted when the newest manifest does not list it and, if it was
 * flagged, its checkpoint is announced. A checkpoint is deleted when its job does not keep
 * it, and with it how prompts were gone on with. Once an hour a sweep
 * deletes old blobs that no record names.
 *
 * <p>A deleted job keeps only the checkpoints of step 0, of the newest step and those that are promoted or pinned, since
 * other programs may serve them. Its states are deleted when they are old.
 */
final class BlobCleanup {

    private static final Logger LOG = LoggerFactory.getLogger(BlobCleanup.class);
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    /** A state that its manifest dropped. */
    private record Dropped(String jobId, KeptState state) {}

    private final BlobStore blobs;
    private final Catalog catalog;
    private final FollowedPromotions promoted;
    private final Duration sweepAfter;
    private final CheckpointerMetrics metrics;
    private final List<Dropped> dropped = new ArrayList<>();
    private final Set<String> deletedCheckpoints = new HashSet<>();
    private Instant nextSweep = Instant.MIN;

    BlobCleanup(
            BlobStore blobs,
            Catalog catalog,
            FollowedPromotions promoted,
            Duration sweepAfter,
            CheckpointerMetrics metrics) {
        this.blobs = blobs;
        this.catalog = catalog;
        this.promoted = promoted;
        this.sweepAfter = sweepAfter;
        this.metrics = metrics;
    }

    /** Takes the states that a manifest no longer lists; {@link #tidy} deletes them. */
    void dropped(String jobId, List<KeptState> states) {
        states.forEach(state -> dropped.add(new Dropped(jobId, state)));
    }

    /**
     * Forgets the dropped states before manifests are read again. Those manifests report their dropped states anew; the
     * sweep deletes the others.
     */
    void forget() {
        dropped.clear();
        promoted.close();
    }

    /**
     * Deletes the dropped states and the checkpoints that are not needed any more.
     *
     * @param committed the announcements that readers can see, without those that are not committed yet
     * @param lost keys of the flagged states that no checkpoint can be made of
     */
    void tidy(AnnouncedCheckpoints committed, Set<String> lost) {
        dropped.removeIf(each -> {
            String key = BlobNames.state(each.jobId(), each.state());
            boolean settled =
                    !each.state().getCheckpoint() || lost.contains(key) || committed.has(each.jobId(), each.state());
            if (settled) {
                delete(key);
            }
            return settled;
        });
        for (String jobId : committed.jobs()) {
            catalog.job(jobId).ifPresent(job -> trim(committed.ofJob(jobId), job));
        }
    }

    /** Whether a sweep is due. A true answer moves the next sweep by an hour. */
    boolean sweepIsDue(Instant now) {
        boolean due = !now.isBefore(nextSweep);
        nextSweep = due ? now.plus(SWEEP_EVERY) : nextSweep;
        return due;
    }

    /**
     * Deletes old blobs that no record names.
     *
     * @param newest the newest manifests by job, only those whose flagged states are all announced or lost: nothing that
     *     an older manifest of such a job names is still to be exported
     */
    void sweep(Map<String, AdapterSnapshot> newest, Instant now) {
        Instant before = now.minus(sweepAfter);
        newest.forEach((jobId, manifest) -> {
            List<Blob> stored = blobs.list(BlobNames.states(jobId));
            List<String> unneeded = isDeleted(jobId)
                    ? Retention.older(stored, before)
                    : Retention.unreferencedStates(stored, manifest, before);
            unneeded.forEach(this::delete);
        });
        Retention.incompleteCheckpoints(blobs.list(BlobNames.CHECKPOINTS + "/"), before)
                .forEach(this::delete);
    }

    private boolean isDeleted(String jobId) {
        return catalog.job(jobId)
                .filter(job -> job.getState() == JobState.DELETED)
                .isPresent();
    }

    private void trim(NavigableMap<Long, Checkpoint> announced, Job job) {
        Set<String> spared = new HashSet<>();
        promoted.checkpointId(job.getJobId()).ifPresent(spared::add);
        Optional.ofNullable(job.getPin()).ifPresent(spared::add);
        Optional.ofNullable(job.getServeCheckpoint()).ifPresent(spared::add);
        int keep = job.getState() == JobState.DELETED ? 0 : job.getKeep().getCheckpoints();
        for (Checkpoint checkpoint : Retention.beyond(announced, keep, spared)) {
            if (deletedCheckpoints.add(checkpoint.getCheckpointId())) {
                BlobFolder.delete(blobs, BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
                // Ids of its results begin with its own.
                blobs.list(BlobNames.continuations(checkpoint.getCheckpointId()) + "/")
                        .forEach(blob -> delete(blob.key()));
                metrics.deleted();
                LOG.debug("deleted checkpoint={} step={}", checkpoint.getCheckpointId(), checkpoint.getStep());
            }
        }
    }

    private void delete(String key) {
        blobs.delete(key);
        metrics.deleted();
        LOG.debug("deleted blob={}", key);
    }
}
