package sharelora.trainer;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.adapter.ParameterCount;
import sharelora.models.base.OpenBase;
import sharelora.models.learning.ComputeEnvironment;
import sharelora.models.learning.JobSettings;
import sharelora.models.learning.LearningSession;
import sharelora.models.learning.OriginAdapters;
import sharelora.models.learning.StateStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.LogReader;
import sharelora.platform.kafka.LogUnavailableException;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.TopicTable;
import sharelora.platform.records.Received;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Topics;
import sharelora.schemas.TrainStep;

/**
 * One tenure of a job's lock, from taking it to losing it or giving it up. The order of its steps is the guarantee: who
 * holds the lock reads what the holder before has committed, and nothing can be added to that any more.
 */
final class LeaseSession {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LAG_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final JobSettings job;
    private final List<String> labels;
    private final TrainerContext workplace;
    private final LoopControl signs;
    private final JobMeter meter;
    private final Position place;
    private long lagAt = System.nanoTime() - LAG_EVERY_NANOS;

    LeaseSession(JobSettings job, List<String> labels, TrainerContext workplace, LoopControl signs, JobMeter meter) {
        this.job = job;
        this.labels = labels;
        this.workplace = workplace;
        this.signs = signs;
        this.meter = meter;
        this.place = new Position(Topics.tokenBatches(job.stream()).name(), 0);
    }

    /**
     * Learns until a stop is asked for or the schedule is at its end.
     *
     * @return whether the job is finished, and its last snapshot says so
     * @throws sharelora.platform.failure.FencedException where another process has taken the lock
     * @throws FatalException where going on would break a promise
     * @throws TransientException where something did not work this time: another tenure goes on where this one committed
     */
    boolean run() {
        Platform platform = workplace.platform();
        OpenBase base = workplace.bases().base(job.base(), job.baseSha256(), job.precision());
        try (ExclusiveProducer producer = ExclusiveProducer.open(platform.kafka(), JobLock.of(job.id()));
                LogReader log = LogReader.open(platform.kafka(), place, 0);
                StateStore states = StateStore.of(platform.blobs(), job.id())) {
            Optional<AdapterSnapshot> newest = Optional.ofNullable(
                    TopicTable.read(platform.kafka(), Topics.ADAPTER_SNAPSHOTS).get(job.id()));
            ComputeEnvironment machine = ComputeEnvironment.of(base.model().engine(), workplace.threads());
            newest.flatMap(machine::differenceTo).ifPresent(this::sayOrRefuse);
            OriginAdapters origins = new OriginAdapters(platform.blobs());
            JobRecovery beginning = new JobRecovery(job, labels, base, origins, workplace.threads());
            beginning.requireSameOffset(newest, log.committed(JobLock.of(job.id())));
            try (LearningSession learning = beginning.learning(newest, states, log)) {
                log.seek(learning.progress().nextOffset());
                Snapshots snapshots = new Snapshots(job, place, machine, states, producer, newest);
                long parameters = ParameterCount.of(base.model().shape(), job.adapter());
                meter.begun(parameters, newest, learning.progress());
                sayThatItTrains(learning);
                return learn(log, learning, snapshots);
            }
        }
    }

    private void sayOrRefuse(String difference) {
        if (workplace.strict()) {
            throw new FatalException("job " + job.id() + ": " + difference + ": expected the same, as it is strict");
        }
        LOG.warn("goes on elsewhere job={}: {}", job.id(), difference);
    }

    /** How long it took is what a killed trainer costs. */
    private void sayThatItTrains(LearningSession learning) {
        LOG.info(
                "training job={} step={} offset={} uptimeMs={}",
                job.id(),
                learning.progress().step(),
                learning.progress().nextOffset(),
                ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private boolean learn(LogReader log, LearningSession learning, Snapshots snapshots) {
        if (snapshots.newest().isEmpty()) {
            snapshot(learning, snapshots, false); // step 0: what every later checkpoint is compared to
        }
        signs.learns(learning::discardStep);
        try {
            while (!signs.stopping() && !learning.finished()) {
                round(log, learning, snapshots);
            }
        } catch (CancellationException e) {
            LOG.info(
                    "discarded a step that took too long job={} step={}",
                    job.id(),
                    learning.progress().step() + 1);
        }
        if (!signs.abandoned() && (learning.finished() ? !snapshots.finished() : snapshots.wanted(learning))) {
            snapshot(learning, snapshots, learning.finished());
        }
        return snapshots.finished();
    }

    private void round(LogReader log, LearningSession learning, Snapshots snapshots) {
        List<Received> batches = log.poll(POLL);
        signs.works();
        for (int i = 0; i < batches.size() && !signs.stopping() && !learning.finished(); i++) {
            signs.busy();
            take(batches.get(i), learning, snapshots);
            showLag(log, batches.get(i), learning);
        }
        if (batches.isEmpty()) {
            rest(log, learning, snapshots);
        }
    }

    private void take(Received batch, LearningSession learning, Snapshots snapshots) {
        boolean silent = learning.silent();
        Optional<TrainStep> step = learning.take(batch);
        meter.took(step, learning.progress());
        if (step.isEmpty()) {
            LOG.warn("dead-lettered job={} batch={}", job.id(), batch.place());
        }
        if (silent && !learning.silent()) {
            snapshots.requireReached(learning);
            LOG.info("recomputed job={} step={}", job.id(), learning.progress().step());
        }
        if (!learning.finished() && snapshots.due(learning)) {
            snapshot(learning, snapshots, false);
        }
    }

    /** Nothing has come for a while. */
    private void rest(LogReader log, LearningSession learning, Snapshots snapshots) {
        int waiting = signs.drains(); // counted before the end is asked for, so that it is theirs
        long left =
                waiting > 0 ? log.endOffset() - log.position() : log.unread().orElse(1);
        meter.lag(left, 0, learning.progress());
        if (snapshots.due(learning)) {
            snapshot(learning, snapshots, false);
        }
        if (left > 0) {
            signs.busy();
            return;
        }
        learning.requireTold(place);
        if (waiting > 0 && !snapshots.ended(learning)) {
            snapshot(learning, snapshots, true);
        }
        signs.drained(waiting);
        signs.idle();
    }

    /** Tries until it is durable: what was learned is worth the wait, and nothing is read meanwhile. */
    private void snapshot(LearningSession learning, Snapshots snapshots, boolean last) {
        while (true) {
            try {
                AdapterSnapshot manifest = snapshots.take(learning, last);
                signs.works();
                meter.snapped(manifest, snapshots.cost(), learning.progress());
                if (manifest.getNewest().getCheckpoint()) {
                    LOG.info(
                            "checkpoint flagged job={} step={} sha256={} final={}",
                            job.id(),
                            manifest.getStep(),
                            manifest.getNewest().getSha256(),
                            last);
                }
                return;
            } catch (LogUnavailableException e) {
                throw e; // whether it is committed is for the next tenure to find out
            } catch (TransientException e) {
                if (signs.stopping()) {
                    throw e;
                }
                signs.retries(e);
            }
        }
    }

    private void showLag(LogReader log, Received batch, LearningSession learning) {
        long now = System.nanoTime();
        if (now - lagAt >= LAG_EVERY_NANOS) {
            lagAt = now;
            long left = log.position()
                    - learning.progress().nextOffset()
                    + log.unread().orElse(0);
            meter.lag(Math.max(0, left), System.currentTimeMillis() - batch.timestamp(), learning.progress());
        }
    }
}
