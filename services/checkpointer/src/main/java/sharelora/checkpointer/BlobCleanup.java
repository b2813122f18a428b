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
 * Deletes, by name, what is committed to be needed no more: a state that the newest manifest does not list, and that has
 * its checkpoint announced where it was flagged; a checkpoint that its job does not keep. Once an hour, what nothing
 * names and is old.
 *
 * <p>A job that was deleted keeps no checkpoint but step 0, the newest and what is promoted, since others may serve it;
 * its states go when they are old.
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
    private final CheckpointerMetrics figures;
    private final List<Dropped> dropped = new ArrayList<>();
    private final Set<String> deletedCheckpoints = new HashSet<>();
    private Instant nextSweep = Instant.MIN;

    BlobCleanup(
            BlobStore blobs,
            Catalog catalog,
            FollowedPromotions promoted,
            Duration sweepAfter,
            CheckpointerMetrics figures) {
        this.blobs = blobs;
        this.catalog = catalog;
        this.promoted = promoted;
        this.sweepAfter = sweepAfter;
        this.figures = figures;
    }

    /** These are listed no more. */
    void dropped(String jobId, List<KeptState> states) {
        states.forEach(state -> dropped.add(new Dropped(jobId, state)));
    }

    /** What was dropped by manifests that are about to be read again comes again with them; the rest is for the sweep. */
    void forget() {
        dropped.clear();
        promoted.close();
    }

    /**
     * Deletes what may go now.
     *
     * @param committed what readers can see, not what is on its way
     * @param lost flagged states that no checkpoint can be made of
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

    /** Whether a sweep is due; asking makes it so for another hour. */
    boolean sweepIsDue(Instant now) {
        boolean due = !now.isBefore(nextSweep);
        nextSweep = due ? now.plus(SWEEP_EVERY) : nextSweep;
        return due;
    }

    /**
     * Deletes what nothing names.
     *
     * @param newest manifests by job, each of which has all its flagged states announced or lost: older ones were then
     *     read before, and nothing that they named is still to be exported
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
        int keep = job.getState() == JobState.DELETED ? 0 : job.getKeep().getCheckpoints();
        for (Checkpoint checkpoint : Retention.beyond(announced, keep, spared)) {
            if (deletedCheckpoints.add(checkpoint.getCheckpointId())) {
                BlobFolder.delete(blobs, BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
                figures.deleted();
                LOG.debug("deleted checkpoint={} step={}", checkpoint.getCheckpointId(), checkpoint.getStep());
            }
        }
    }

    private void delete(String key) {
        blobs.delete(key);
        figures.deleted();
        LOG.debug("deleted blob={}", key);
    }
}
