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
 * One job learning, on a thread of its own.
 *
 * <p>Guarantee: every token batch of the stream is learned exactly once and in log order, and a loop that was killed at
 * any point is followed by one that ends with the same bits and has told of the same steps. {@link LeaseSession} is how.
 *
 * <p>Failure: when the broker or the blob store does not do what is asked, nothing is committed; the loop is not ready,
 * waits (0.1 s to 15 s) and begins again with taking the lock. {@link FatalException} and
 * {@link sharelora.platform.failure.FencedException} end it.
 */
final class TrainerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(3);

    private final JobSettings job;
    private final List<String> labels;
    private final TrainerContext workplace;
    private final LoopControl signs;
    private final JobMeter meter;
    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;
    private volatile boolean finished;

    private TrainerLoop(JobSettings job, List<String> labels, TrainerContext workplace) {
        this.job = job;
        this.labels = labels;
        this.workplace = workplace;
        this.signs = new LoopControl(job.id(), workplace.platform().health().ready("trainer " + job.id()));
        this.meter = new JobMeter(workplace.platform().metrics(), job.id());
        this.thread = Thread.ofPlatform().name("trainer-" + job.id()).daemon().unstarted(this::run);
    }

    /**
     * Starts at once; the broker need not be there yet.
     *
     * @param labels of the stream; they count where the job has not begun
     */
    static TrainerLoop start(JobSettings job, List<String> labels, TrainerContext workplace) {
        TrainerLoop loop = new TrainerLoop(job, List.copyOf(labels), workplace);
        loop.thread.start();
        return loop;
    }

    JobProgress figures() {
        return meter.figures();
    }

    /** For how long there was nothing to learn; zero while there is, and at first. */
    Duration idle() {
        return signs.idleTime();
    }

    /** Learns all that is in the log now and flags the end; goes on afterwards. Fails where the loop ends before. */
    Future<Void> drain() {
        Future<Void> drained = signs.drain();
        if (ended.future().isComplete()) {
            signs.failDrains(ended.future().cause());
        }
        return drained;
    }

    /** Whether the job has taken its last step, so that the loop has nothing more to do. */
    boolean finished() {
        return finished;
    }

    /** Completes when the loop was stopped or the job is finished; fails when it cannot go on. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Has it take a last snapshot and give up the lock; returns at once. */
    void stop() {
        signs.stop();
    }

    /** Has it end as a crash would, with nothing further committed; returns at once. */
    void abandon() {
        signs.abandon();
    }

    /** Ends the step that it is at as if it had not begun, to be taken again; returns at once. */
    void discardStep() {
        signs.discardStep();
    }

    /**
     * Stops loops side by side: each finishes the step that it is at, which is discarded where that takes longer than
     * five seconds, takes a last snapshot and gives up its lock. Returns after eight seconds at the latest; whoever is
     * not done by then has committed nothing further.
     */
    static void end(List<TrainerLoop> loops) throws InterruptedException {
        loops.forEach(TrainerLoop::stop);
        if (!joined(loops, STEP_PATIENCE)) {
            loops.forEach(TrainerLoop::discardStep);
            joined(loops, SNAPSHOT_PATIENCE);
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

    /** Shows no figures of the job any more; after the end. */
    void forget() {
        meter.forget();
    }

    /** Waits for its end. */
    void join(Duration most) throws InterruptedException {
        thread.join(most);
    }

    private void run() {
        LOG.info("started job={} stream={} base={}", job.id(), job.stream(), job.base());
        try {
            while (!signs.stopping() && !finished) {
                finished = attempt();
            }
            if (finished) {
                meter.finished();
                signs.drained(signs.drains()); // all that it will ever learn is learned and flagged
            }
            signs.over(finished ? "finished" : "stopped", null);
            ended.tryComplete();
            LOG.info(
                    "{} job={} step={}",
                    finished ? "finished" : "stopped",
                    job.id(),
                    meter.figures().step());
        } catch (Throwable e) {
            // Whatever it is, whoever waits for the end must hear of it; an Error too.
            signs.over(String.valueOf(e.getMessage()), e);
            ended.tryFail(e);
        }
    }

    private boolean attempt() {
        try {
            return new LeaseSession(job, labels, workplace, signs, meter).run();
        } catch (OffsetGoneException e) {
            throw new FatalException(
                    "job " + job.id() + ": the batches to go on with are gone: " + e.getMessage()
                            + ": expected the stream's retention to outlast every pause",
                    e);
        } catch (TransientException e) {
            if (!signs.stopping()) {
                signs.retries(e);
            } else {
                LOG.warn("left uncommitted job={} cause={}", job.id(), e.getMessage());
            }
            return false;
        }
    }
}
