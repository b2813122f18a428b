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
import sharelora.platform.failure.FencedException;
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
 * One lease of a job's lock, from taking the lock to losing it or giving it up. Exactly-once learning rests on the order
 * of the steps: the lock is taken first, so that the previous holder can commit nothing more, and only then is read what
 * that holder has committed.
 */
final class LeaseSession {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LAG_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final JobSettings job;
    private final List<String> labels;
    private final TrainerContext context;
    private final LoopControl control;
    private final JobMeter meter;
    private final Position place;
    private long lagAt = System.nanoTime() - LAG_EVERY_NANOS;

    LeaseSession(JobSettings job, List<String> labels, TrainerContext context, LoopControl control, JobMeter meter) {
        this.job = job;
        this.labels = labels;
        this.context = context;
        this.control = control;
        this.meter = meter;
        this.place = new Position(Topics.tokenBatches(job.stream()).name(), 0);
    }

    /**
     * Learns until a stop is asked for or the schedule is at its end.
     *
     * @return whether the job is finished and its last snapshot says so
     * @throws sharelora.platform.failure.FencedException if another process has taken the lock
     * @throws FatalException if going on would break a guarantee
     * @throws TransientException if a request failed: the next lease goes on where this one has committed
     */
    boolean run() {
        Platform platform = context.platform();
        OpenBase base = context.bases().base(job.base(), job.baseSha256(), job.arithmetic());
        try (ExclusiveProducer producer = ExclusiveProducer.open(platform.kafka(), JobLock.of(job.id()));
                LogReader log = LogReader.open(platform.kafka(), place, 0);
                StateStore states = StateStore.of(platform.blobs(), job.id());
                Regressions regressions = regressions()) {
            Optional<AdapterSnapshot> newest = TopicTable.row(platform.kafka(), Topics.ADAPTER_SNAPSHOTS, job.id());
            ComputeEnvironment environment = ComputeEnvironment.of(base.model().engine(), context.threads());
            newest.flatMap(environment::differenceTo).ifPresent(this::sayOrRefuse);
            OriginAdapters origins = new OriginAdapters(platform.blobs());
            JobRecovery recovery = new JobRecovery(job, labels, base, origins, context.threads());
            recovery.requireSameOffset(newest, log.committed(JobLock.of(job.id())));
            try (LearningSession learning = recovery.learning(newest, states, log)) {
                log.seek(learning.progress().nextOffset());
                GateResponse gate = new GateResponse(job, regressions, states, newest);
                Snapshots snapshots = new Snapshots(job, place, environment, states, producer, gate, newest);
                if (recovery.wentBack()) {
                    snapshots.requireReached(learning);
                }
                long parameters = ParameterCount.of(base.model().shape(), job.adapter());
                meter.begun(parameters, newest, learning.progress());
                sayThatItTrains(learning);
                return learn(log, learning, snapshots, gate);
            }
        }
    }

    private void sayOrRefuse(String difference) {
        if (context.strict()) {
            throw new FatalException("job " + job.id() + ": " + difference + ": expected the same, as it is strict");
        }
        LOG.warn("goes on elsewhere job={}: {}", job.id(), difference);
    }

    /** Logs how long the start took, which is the time that a killed trainer costs. */
    private void sayThatItTrains(LearningSession learning) {
        LOG.info(
                "training job={} step={} offset={} uptimeMs={}",
                job.id(),
                learning.progress().step(),
                learning.progress().nextOffset(),
                ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private Regressions regressions() {
        return job.onRegression().looks()
                ? Regressions.open(context.platform().kafka(), job.id())
                : Regressions.none(job.id());
    }

    private boolean learn(LogReader log, LearningSession learning, Snapshots snapshots, GateResponse gate) {
        if (snapshots.newest().isEmpty()) {
            snapshot(learning, snapshots, false); // step 0: every later checkpoint is compared to it
        }
        control.learns(learning::discardStep);
        try {
            while (!control.stopping() && !learning.finished()) {
                if (stands(learning, snapshots, gate)) {
                    control.stands();
                } else {
                    round(log, learning, snapshots, gate);
                }
            }
        } catch (CancellationException e) {
            LOG.info(
                    "discarded a step that took too long job={} step={}",
                    job.id(),
                    learning.progress().step() + 1);
        }
        if (!control.abandoned() && !learning.settled()) {
            sayThatItIsLeft(learning);
        }
        if (!control.abandoned() && (learning.finished() ? !snapshots.finished() : snapshots.wanted(learning))) {
            snapshot(learning, snapshots, learning.finished());
        }
        return snapshots.finished();
    }

    /** A search of the method is in memory alone: the next start takes its steps again, and comes to the same. */
    private void sayThatItIsLeft(LearningSession learning) {
        LOG.info(
                "left within a search of the method {} job={} step={}: state and offset stay those from before it",
                job.adapter().method().id(),
                job.id(),
                learning.progress().step());
    }

    private void round(LogReader log, LearningSession learning, Snapshots snapshots, GateResponse gate) {
        List<Received> batches = log.poll(POLL);
        control.works();
        for (int i = 0; i < batches.size() && !control.stopping() && !learning.finished(); i++) {
            if (stands(learning, snapshots, gate)) {
                return; // the batches are read again once it goes on, which is in another lease
            }
            control.busy();
            take(batches.get(i), learning, snapshots);
            showLag(log, batches.get(i), learning);
        }
        if (batches.isEmpty()) {
            rest(log, learning, snapshots);
        }
    }

    /** Whether the job stands still. What it does about a verdict is committed before the next step is taken. */
    private boolean stands(LearningSession learning, Snapshots snapshots, GateResponse gate) {
        if (gate.heed(learning)) {
            snapshot(learning, snapshots, false);
        }
        meter.stands(gate.stands());
        return gate.stands();
    }

    private void take(Received batch, LearningSession learning, Snapshots snapshots) {
        boolean silent = learning.silent();
        Optional<TrainStep> step = learned(batch, learning);
        meter.took(step, learning.progress());
        if (step.isEmpty()) {
            LOG.warn("dead-lettered job={} batch={}", job.id(), batch.place());
        }
        step.filter(taken -> !taken.getLeftOut().isEmpty())
                .ifPresent(taken -> LOG.warn(
                        "left out, the base cannot take them job={} batch={} records={}",
                        job.id(),
                        batch.place(),
                        taken.getLeftOut()));
        if (silent && !learning.silent()) {
            snapshots.requireReached(learning);
            LOG.info("recomputed job={} step={}", job.id(), learning.progress().step());
        }
        if (!learning.finished() && snapshots.due(learning)) {
            snapshot(learning, snapshots, false);
        }
    }

    /** What nobody foresaw is told with the place of its batch, which the job stands at until it is mended. */
    private Optional<TrainStep> learned(Received batch, LearningSession learning) {
        try {
            return learning.take(batch);
        } catch (TransientException | FatalException | FencedException | CancellationException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw new FatalException("job " + job.id() + ": " + batch.place() + " cannot be learned: " + e, e);
        }
    }

    /** Takes due snapshots and answers drains while no batch arrives. */
    private void rest(LogReader log, LearningSession learning, Snapshots snapshots) {
        int waiting = control.drains(); // counted first: a drain that comes later must not get this end of the log
        long left =
                waiting > 0 ? log.endOffset() - log.position() : log.unread().orElse(1);
        meter.lag(left, 0, learning.progress());
        if (snapshots.due(learning)) {
            snapshot(learning, snapshots, false);
        }
        if (left > 0) {
            control.busy();
            return;
        }
        learning.requireTold(place);
        if (waiting > 0 && !learning.settled()) {
            sayThatItIsLeft(learning);
        } else if (waiting > 0 && !snapshots.ended(learning)) {
            snapshot(learning, snapshots, true);
        }
        control.drained(waiting);
        control.idle();
    }

    /** Tries until the snapshot is durable. No batch is read meanwhile, so nothing that was learned is lost. */
    private void snapshot(LearningSession learning, Snapshots snapshots, boolean last) {
        while (true) {
            try {
                AdapterSnapshot manifest = snapshots.take(learning, last);
                control.works();
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
                throw e; // the next lease finds out whether it is committed
            } catch (TransientException e) {
                if (control.stopping()) {
                    throw e;
                }
                control.retries(e);
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
