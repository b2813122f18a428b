package sharelora.checkpointer;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.checkpoint.Retention;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.Codec;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.KeptState;
import sharelora.schemas.Topics;

/**
 * Turns manifests into checkpoints, in log order; one manifest is one unit of work. Every flagged state that a manifest
 * lists and that is not announced yet is exported and announced. The oldest comes first, so that each checkpoint's parent
 * is announced before it.
 */
final class Checkpointing implements Transform {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

    private final CheckpointExport export;
    private final BlobCleanup cleanup;
    private final CheckpointerMetrics metrics;
    private final AnnouncementLog log;
    private final StandingJobs standing;
    private final Function<String, Optional<Job>> jobs;
    private final SetAside aside = new SetAside();
    private final DeadLetters letters = DeadLetters.of("checkpointer");

    /** The committed announcements and those that are sent but not committed yet. */
    private final AnnouncedCheckpoints announced = new AnnouncedCheckpoints();

    private final Map<String, AdapterSnapshot> manifests = new HashMap<>();
    private final Map<Position, Long> completed = new HashMap<>();

    /** Keys of flagged states that could not be exported: each is reported once, but tried again with every manifest. */
    private final Set<String> lost = new HashSet<>();

    private boolean stale = true;

    /**
     * @param standing jobs of which no checkpoint can be made for now
     * @param jobs by id, as they were submitted
     */
    Checkpointing(
            AnnouncementLog log,
            CheckpointExport export,
            BlobCleanup cleanup,
            CheckpointerMetrics metrics,
            StandingJobs standing,
            Function<String, Optional<Job>> jobs) {
        this.standing = standing;
        this.jobs = jobs;
        this.log = log;
        this.export = export;
        this.cleanup = cleanup;
        this.metrics = metrics;
    }

    @Override
    public void accept(Received record, Output output) {
        refresh();
        if (record.value() != null) {
            try {
                serve(record, Codec.decode(AdapterSnapshot.class, record.value()), output);
            } catch (UnreadableRecordException e) {
                output.send(letters.letter(record, "unreadable", e.getMessage()));
            }
        }
        completed.put(new Position(record.topic(), record.partition()), record.offset() + 1);
    }

    @Override
    public void tick(long nowMillis, Output output) {
        refresh();
        log.follow();
        for (SetAside.Waiting each : aside.all()) {
            serve(each.record(), each.manifest(), output);
        }
        cleanup.tidy(log.announced(), lost);
        Instant now = Instant.ofEpochMilli(nowMillis);
        if (cleanup.sweepIsDue(now)) {
            Map<String, AdapterSnapshot> newest = new HashMap<>(log.manifests());
            newest.values().removeIf(manifest -> !isSettled(manifest));
            cleanup.sweep(newest, now);
        }
    }

    @Override
    public Map<Position, Long> completed() {
        Map<Position, Long> done = new HashMap<>();
        completed.forEach((position, taken) -> done.put(position, aside.completed(position, taken)));
        return done;
    }

    /** What is set aside would stay so until its job is mended: it does not keep a drain or an idle end waiting. */
    @Override
    public boolean awaitsRecords() {
        return !aside.isEmpty();
    }

    @Override
    public void restart() {
        completed.clear();
        manifests.clear();
        lost.clear();
        aside.clear();
        standing.clear();
        cleanup.forget();
        stale = true; // read at the next call: until then the last transaction may still be open
    }

    private void refresh() {
        if (stale) {
            log.read();
            announced.clear();
            for (String jobId : log.announced().jobs()) {
                log.announced().ofJob(jobId).values().forEach(announced::add);
            }
            stale = false;
        }
    }

    /** What one job's base, states or settings do stops that job alone: its manifest is set aside and tried again. */
    private void serve(Received record, AdapterSnapshot manifest, Output output) {
        String id = manifest.getJobId();
        int retries = jobs.apply(id).map(Job::getRetries).orElse(0);
        if (!standing.waits(id, retries)) {
            try {
                take(record, manifest, output);
                served(id);
                return;
            } catch (TransientException e) {
                throw e; // the store or the broker does not answer, for any job
            } catch (RuntimeException | AssertionError e) {
                standing.failed(id, retries, record.place(), e);
            }
        }
        if (jobs.apply(id).filter(job -> job.getState() == JobState.DELETED).isPresent()) {
            served(id); // nobody will mend what a deleted job lacks
        } else {
            aside.add(record, manifest);
        }
    }

    private void served(String jobId) {
        aside.remove(jobId);
        standing.forget(jobId);
    }

    private void take(Received record, AdapterSnapshot manifest, Output output) {
        for (KeptState state : unannounced(manifest, announced)) {
            announce(record, manifest, state, output);
        }
        Optional<AdapterSnapshot> before = Optional.ofNullable(manifests.put(manifest.getJobId(), manifest));
        cleanup.dropped(manifest.getJobId(), Retention.dropped(before, manifest));
    }

    private List<KeptState> unannounced(AdapterSnapshot manifest, AnnouncedCheckpoints known) {
        return manifest.getKept().stream()
                .filter(state -> state.getCheckpoint() && !known.has(manifest.getJobId(), state))
                .sorted(Comparator.comparingLong(KeptState::getStep))
                .toList();
    }

    private boolean isSettled(AdapterSnapshot manifest) {
        return unannounced(manifest, log.announced()).stream()
                .allMatch(state -> lost.contains(BlobNames.state(manifest.getJobId(), state)));
    }

    private void announce(Received record, AdapterSnapshot manifest, KeptState state, Output output) {
        long began = System.nanoTime();
        try {
            Optional<String> parent = announced.parent(manifest.getJobId(), state.getStep());
            Checkpoint checkpoint = export.publish(manifest, state, parent);
            output.send(Outgoing.of(Topics.CHECKPOINTS, manifest.getJobId(), checkpoint));
            announced.add(checkpoint);
            lost.remove(BlobNames.state(manifest.getJobId(), state));
            metrics.announced(checkpoint, (System.nanoTime() - began) / 1e9);
            LOG.info(
                    "checkpoint job={} step={} id={} final={}",
                    checkpoint.getJobId(),
                    checkpoint.getStep(),
                    checkpoint.getCheckpointId(),
                    checkpoint.getFinal$());
        } catch (LostStateException e) {
            lose(record, manifest, state, e, output);
        }
    }

    /** Reports a lost state, unless the newest manifest no longer lists it: such a state may have been deleted. */
    private void lose(
            Received record, AdapterSnapshot manifest, KeptState state, LostStateException cause, Output output) {
        String key = BlobNames.state(manifest.getJobId(), state);
        if (!lost.add(key)) {
            return;
        }
        AdapterSnapshot newest = log.manifests().get(manifest.getJobId());
        boolean listed = newest != null
                && newest.getKept().stream()
                        .anyMatch(kept ->
                                BlobNames.state(manifest.getJobId(), kept).equals(key));
        if (listed) {
            LOG.error(
                    "no checkpoint can be made job={} blob={} cause={}", manifest.getJobId(), key, cause.getMessage());
            DeadLetters ofJob = letters.forStream(manifest.getStream()).forJob(manifest.getJobId());
            output.send(ofJob.letter(record, cause.reason(), cause.getMessage()));
            metrics.lost(manifest.getJobId());
        } else {
            LOG.info("superseded state is gone job={} step={}", manifest.getJobId(), state.getStep());
        }
    }
}
