package sharelora.evaluator.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.base.BaseCache;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Check;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.kafka.Delivery;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.kafka.LogWriter;
import sharelora.platform.kafka.ShareQueue;
import sharelora.platform.kafka.Stop;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Topics;

/**
 * One worker, running on a thread of its own, among any number in any number of processes. When the broker or the blob
 * store does not do what is asked it is not ready, waits (0.1 s to 15 s) and joins again; a
 * {@link sharelora.platform.failure.FatalException} ends it.
 */
public final class WorkerStage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerStage.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Platform platform;
    private final BaseCache bases;
    private final int threads;
    private final Check ready;
    private final Check live;
    private final Stop stop = new Stop();
    private final IdleClock idle = new IdleClock();
    private final Backoff backoff = new Backoff();
    private final Promise<Void> ended = Promise.promise();
    private final Thread thread;

    private WorkerStage(Platform platform, BaseCache bases, int threads) {
        this.platform = platform;
        this.bases = bases;
        this.threads = threads;
        this.ready = platform.health().ready(StageDeclarations.WORKER.word());
        this.live = platform.health().live(StageDeclarations.WORKER.word());
        this.thread = Thread.ofPlatform().name("worker-loop").daemon().unstarted(this::run);
    }

    /** So that every name is known from the start, whatever there is to do. */
    public static void declare(Metrics metrics) {
        WorkerMetrics.of(metrics);
    }

    /**
     * Starts at once; the broker need not be there yet.
     *
     * @param threads that a prediction computes on
     */
    public static WorkerStage start(Platform platform, BaseCache bases, int threads) {
        WorkerStage worker = new WorkerStage(platform, bases, threads);
        worker.thread.start();
        return worker;
    }

    /** For how long no task was to be had; zero while there is one, and at first. */
    public Duration idle() {
        return idle.time();
    }

    /** Completes when the worker was closed; fails when it cannot go on. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Ends after the task it is at; one that takes longer than eight seconds is left to another worker. Idempotent. */
    @Override
    public void close() {
        stop.request();
        try {
            if (!thread.join(PATIENCE)) {
                bases.abandon();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        LOG.info("started stage=worker threads={}", threads);
        try (EvalWorker worker = new EvalWorker(platform.blobs(), bases, threads)) {
            while (!stop.requested()) {
                attempt(worker);
            }
            ready.down("stopped");
            ended.tryComplete();
            LOG.info("stopped stage=worker");
        } catch (Throwable e) {
            // Whatever it is, whoever waits for the end must hear of it; an Error too.
            live.down(String.valueOf(e.getMessage()));
            ready.down(String.valueOf(e.getMessage()));
            ended.tryFail(e);
        }
    }

    private void attempt(EvalWorker worker) {
        try (ShareQueue<EvalTask> joined = ShareQueue.open(
                        platform.kafka(), StageDeclarations.WORKER.group().name(), Topics.EVAL_TASKS);
                LogWriter writer = LogWriter.open(platform.kafka(), "worker")) {
            EvalTaskHandler handler = new EvalTaskHandler(
                    joined, writer, worker, ShardRecords.of(bases.engine()), WorkerMetrics.of(platform.metrics()));
            while (!stop.requested()) {
                take(joined, handler);
                backoff.worked();
                ready.up();
            }
        } catch (TransientException e) {
            idle.busy();
            if (!stop.requested()) {
                Duration wait = backoff.failed();
                LOG.warn("retrying stage=worker waitMs={} cause={}", wait.toMillis(), e.getMessage());
                ready.down("retrying: " + e.getMessage());
                stop.pause(wait);
            }
        }
    }

    /** Whatever a task does, the worker joins again; what ends it is found before the first task. */
    private void take(ShareQueue<EvalTask> joined, EvalTaskHandler handler) {
        try {
            answerNext(joined, handler);
        } catch (TransientException | FatalException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            LOG.error("failed unforeseen stage=worker", e);
            throw new TransientException("unforeseen: " + e, e);
        }
    }

    private void answerNext(ShareQueue<EvalTask> joined, EvalTaskHandler handler) {
        Optional<Delivery<EvalTask>> delivery = joined.take(WAIT);
        if (delivery.isEmpty()) {
            idle.idle();
            return;
        }
        idle.busy();
        handler.answer(delivery.get());
    }
}
