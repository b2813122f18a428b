package sharelora.evaluator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.evaluator.aggregator.AggregatorStage;
import sharelora.evaluator.planner.PlannerStage;
import sharelora.evaluator.worker.WorkerStage;
import sharelora.platform.kafka.TransformLoop;

/** The roles that this process has, each running: whether they are idle, and how they drain in the order of the flow. */
final class RunningRoles {

    /** After this long without a task the queue is taken to be empty. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_MS = 100;

    private volatile Optional<PlannerStage> planner = Optional.empty();
    private volatile Optional<WorkerStage> worker = Optional.empty();
    private volatile Optional<AggregatorStage> aggregator = Optional.empty();

    void plans(PlannerStage started) {
        planner = Optional.of(started);
    }

    void measures(WorkerStage started) {
        worker = Optional.of(started);
    }

    void addsUp(AggregatorStage started) {
        aggregator = Optional.of(started);
    }

    /** For how long none of them had anything to do; zero while a task or a checkpoint waits, and before a start. */
    Duration idle() {
        if (!isSettled()) {
            return Duration.ZERO;
        }
        return Stream.of(
                        planner.map(each -> each.loop().idle()),
                        worker.map(WorkerStage::idle),
                        aggregator.map(each -> each.loop().idle()))
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /**
     * The planner drains its log, with what waits there; workers go on until no task is to be had; the aggregator goes on
     * until every task is answered or given up at its deadline, and every answer is in a result.
     *
     * @param ended fails the draining where it completes first
     */
    Future<Void> drain(Vertx vertx, Future<Void> ended) {
        return drained(planner.map(PlannerStage::loop))
                .compose(planned -> settled(vertx, ended))
                .compose(measured -> drained(aggregator.map(AggregatorStage::loop)));
    }

    private static Future<Void> drained(Optional<TransformLoop> loop) {
        return loop.map(TransformLoop::drain).orElse(Future.succeededFuture());
    }

    /** Completes after two seconds at the earliest: what the planner has just written must have the time to be seen. */
    private Future<Void> settled(Vertx vertx, Future<Void> ended) {
        long earliest = System.nanoTime() + QUIET.toNanos();
        Promise<Void> settled = Promise.promise();
        vertx.setPeriodic(LOOK_AGAIN_MS, timer -> {
            boolean quiet =
                    worker.map(each -> each.idle().compareTo(QUIET) >= 0).orElse(true);
            if (ended.isComplete()) {
                vertx.cancelTimer(timer);
                settled.tryFail(new IllegalStateException("evaluator ended before it was drained", ended.cause()));
            } else if (System.nanoTime() >= earliest && quiet && isSettled()) {
                vertx.cancelTimer(timer);
                settled.tryComplete();
            }
        });
        return settled.future();
    }

    /**
     * Whether nothing waits for its turn. The aggregator makes the results on which the next turn comes; so only where it
     * runs in this process too, a planner's queue is waited for.
     */
    private boolean isSettled() {
        return aggregator
                .map(each ->
                        each.isSettled() && planner.map(PlannerStage::isSettled).orElse(true))
                .orElse(true);
    }
}
