package sharelora.trainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.learning.JobSettings;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.OffsetGoneException;

/**
 * Trains one job on a thread of its own.
 *
 * <p>Guarantee: every token batch of the stream is learned exactly once and in log order, and a loop that was killed at
 * any point is followed by one that ends with the same bits and has published the same steps. See {@link LeaseSession}.
 *
 * <p>Failure: when a request to the broker or the blob store fails, nothing is committed. The loop is then not ready,
 * waits (0.1 s to 15 s) and takes the lock again. {@link FatalException} and
 * {@link sharelora.platform.failure.FencedException} end it.
 */
final class TrainerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(3);

    private final JobSettings job;
    private final List<String> labels;
    private final TrainerContext context;
    private final LoopControl control;
    private final JobMeter meter;
    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;
    private volatile boolean finished;

    private TrainerLoop(JobSettings job, List<String> labels, TrainerContext context) {
        this.job = job;
        this.labels = labels;
        this.context = context;
        this.control = new LoopControl(job.id(), context.platform().health().ready("trainer " + job.id()));
        this.meter = new JobMeter(context.platform().metrics(), job.id());
        this.thread = Thread.ofPlatform().name("trainer-" + job.id()).daemon().unstarted(this::run);
    }

    /**
     * Starts a loop at once; the broker need not be there yet.
     *
     * @param labels labels of the stream; a job that goes on keeps the labels of its state
     */
    static TrainerLoop start(JobSettings job, List<String> labels, TrainerContext context) {
        TrainerLoop loop = new TrainerLoop(job, List.copyOf(labels), context);
        loop.thread.start();
        return loop;
    }

    JobProgress figures() {
        return meter.figures();
    }

    /** How long there has been nothing to learn; zero while there is something, and at first. */
    Duration idle() {
        return control.idleTime();
    }

    /** Learns all that is in the log now, flags the end and goes on. Fails if the loop ends before that. */
    Future<Void> drain() {
        Future<Void> drained = control.drain();
        if (ended.future().isComplete()) {
            control.failDrains(ended.future().cause());
        }
        return drained;
    }

    /** Whether the job has taken its last step, so that the loop has nothing more to do. */
    boolean finished() {
        return finished;
    }

    /** Completes when the loop was stopped or the job is finished. Fails when the job cannot go on. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Asks the loop to take a last snapshot and give up the lock. Returns at once. */
    void stop() {
        control.stop();
    }

    /** Asks the loop to end without committing anything more, as in a crash. Returns at once. */
    void abandon() {
        control.abandon();
    }

    /** Discards the current step as if it had not begun; it will be taken again. Returns at once. */
    void discardStep() {
        control.discardStep();
    }

    /**
     * Stops all loops at the same time. Each finishes its current step, takes a last snapshot and gives up its lock. A
     * step that takes longer than five seconds is discarded. Returns after eight seconds at the latest; a loop that is
     * not done by then has committed nothing more.
     */
    static void end(List<TrainerLoop> loops) throws InterruptedException {
        loops.forEach(TrainerLoop::stop);
        if (!joined(loops, STEP_PATIENCE)) {
            loops.forEach(TrainerLoop::discardStep);
            if (!joined(loops, SNAPSHOT_PATIENCE)) {
                loops.forEach(loop -> loop.context.bases().abandon());
            }
        }
    }

    private static boolean joined(List<TrainerLoop> loops, Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        boolean all = true;
        for (TrainerLoop loop : loops) {
            all &= loop.thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
        return all;
    }

    /** Removes the job from the metrics, after the end of the loop. */
    void forget() {
        meter.forget();
    }

    /** Waits until the loop has ended, but no longer than {@code most}. */
    void join(Duration most) throws InterruptedException {
        thread.join(most);
    }

    private void run() {
        LOG.info("started job={} stream={} base={}", job.id(), job.stream(), job.base());
        try {
            while (!control.stopping() && !finished) {
                finished = attempt();
            }
            if (finished) {
                meter.finished();
                control.drained(control.drains()); // all that it will ever learn is learned and flagged
            }
            control.over(finished ? "finished" : "stopped", null);
            ended.tryComplete();
            LOG.info(
                    "{} job={} step={}",
                    finished ? "finished" : "stopped",
                    job.id(),
                    meter.figures().step());
        } catch (Throwable e) {
            // Callers that wait for the end must learn of every cause, even of an Error.
            control.over(String.valueOf(e.getMessage()), e);
            ended.tryFail(e);
        }
    }

    private boolean attempt() {
        try {
            return new LeaseSession(job, labels, context, control, meter).run();
        } catch (OffsetGoneException e) {
            throw new FatalException(
                    "job " + job.id() + ": the batches to go on with are gone: " + e.getMessage()
                            + ": expected the stream's retention to outlast every pause",
                    e);
        } catch (TransientException e) {
            if (!control.stopping()) {
                control.retries(e);
            } else {
                LOG.warn("left uncommitted job={} cause={}", job.id(), e.getMessage());
            }
            return false;
        }
    }
}
