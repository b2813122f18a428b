package sharelora.evaluator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.evaluator.aggregator.AggregatorStage;
import sharelora.evaluator.planner.PlannerStage;
import sharelora.evaluator.worker.WorkerStage;
import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.TransformLoop;

/** Checkpoint → planner → EvalTask → worker → EvalShard → aggregator → EvalResult, in one process or in many. */
public final class EvaluatorVerticle extends VerticleBase implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluatorVerticle.class);

    /** After this long without a task the queue is taken to be empty. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_MS = 100;

    private final EvaluatorConfig config;
    private final Platform platform;
    private final Promise<Void> ended = Promise.promise();
    private final List<AutoCloseable> open = new ArrayList<>();
    private volatile Optional<PlannerStage> planner = Optional.empty();
    private volatile Optional<WorkerStage> worker = Optional.empty();
    private volatile Optional<AggregatorStage> aggregator = Optional.empty();

    /** Takes the roles of the configuration; loads a base when the first task or probe needs it. */
    public EvaluatorVerticle(EvaluatorConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        PlannerStage.declare(platform.metrics());
        WorkerStage.declare(platform.metrics());
        AggregatorStage.declare(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> {
            try {
                BaseCache bases = opened(new BaseCache(platform.blobs(), config.engine()));
                planner = role(Role.PLANNER, () -> PlannerStage.start(platform, bases, config.threads()));
                worker = role(Role.WORKER, () -> WorkerStage.start(platform, bases, config.threads()));
                aggregator = role(Role.AGGREGATOR, () -> AggregatorStage.start(platform));
                ends().forEach(end -> end.onFailure(ended::tryFail));
                return null;
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        });
    }

    private <T extends AutoCloseable> Optional<T> role(Role role, Supplier<T> start) {
        return config.roles().contains(role) ? Optional.of(opened(start.get())) : Optional.empty();
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.addFirst(part);
        return part;
    }

    private Stream<Future<Void>> ends() {
        return Stream.of(
                        planner.map(each -> each.loop().ended()),
                        worker.map(WorkerStage::ended),
                        aggregator.map(each -> each.loop().ended()))
                .flatMap(Optional::stream);
    }

    @Override
    public Duration idle() {
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
     * The planner to the end of its log, what waits included; workers until there is no task to be had; the aggregator
     * until every task is answered or given up at its deadline, and every answer is in a result.
     */
    @Override
    public Future<Void> drain() {
        return drained(planner.map(PlannerStage::loop))
                .compose(planned -> settled(System.nanoTime() + QUIET.toNanos()))
                .compose(measured -> drained(aggregator.map(AggregatorStage::loop)));
    }

    private static Future<Void> drained(Optional<TransformLoop> loop) {
        return loop.map(TransformLoop::drain).orElse(Future.succeededFuture());
    }

    /** Not before {@code earliest}: what the planner has just written must have had the time to be seen. */
    private Future<Void> settled(long earliest) {
        Promise<Void> settled = Promise.promise();
        vertx.setPeriodic(LOOK_AGAIN_MS, timer -> {
            boolean quiet =
                    worker.map(each -> each.idle().compareTo(QUIET) >= 0).orElse(true);
            if (ended.future().isComplete()) {
                vertx.cancelTimer(timer);
                settled.tryFail(new IllegalStateException(
                        "evaluator ended before it was drained", ended.future().cause()));
            } else if (System.nanoTime() >= earliest && quiet && isSettled()) {
                vertx.cancelTimer(timer);
                settled.tryComplete();
            }
        });
        return settled.future();
    }

    /**
     * Whether no evaluation is outstanding. The aggregator's results let the planner plan the pending checkpoints, so the
     * pending ones count only in a process that is also the aggregator.
     */
    private boolean isSettled() {
        return aggregator
                .map(each ->
                        each.isSettled() && planner.map(PlannerStage::isSettled).orElse(true))
                .orElse(true);
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> {
            close();
            ended.tryComplete();
            return null;
        });
    }

    /** In the order against the flow: who uses a base before the base. */
    private void close() {
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("unclean close part={} cause={}", part.getClass().getSimpleName(), e.toString());
            }
        }
        open.clear();
    }
}
