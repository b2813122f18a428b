package sharelora.evaluator;

import io.vertx.core.Future;
import java.time.Duration;
import sharelora.evaluator.aggregator.AggregatorStage;
import sharelora.evaluator.planner.PlannerStage;
import sharelora.evaluator.worker.WorkerStage;
import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;

/** Checkpoint → planner → EvalTask → worker → EvalShard → aggregator → EvalResult, in one process or in many. */
public final class EvaluatorVerticle extends StageVerticle {

    private final EvaluatorConfig config;
    private final Platform platform;
    private final RunningRoles roles = new RunningRoles();
    private BaseCache bases;

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
        return inOrder(this::openBases, this::plan, this::measure, this::addUp);
    }

    private void openBases() {
        bases = opened(new BaseCache(platform.blobs(), config.engine()));
    }

    private void plan() {
        if (config.roles().contains(Role.PLANNER)) {
            PlannerStage planner = opened(PlannerStage.start(platform, bases, config.threads()));
            failsWith(planner.loop().ended());
            roles.plans(planner);
        }
    }

    private void measure() {
        if (config.roles().contains(Role.WORKER)) {
            WorkerStage worker = opened(WorkerStage.start(platform, bases, config.threads()));
            failsWith(worker.ended());
            roles.measures(worker);
        }
    }

    private void addUp() {
        if (config.roles().contains(Role.AGGREGATOR)) {
            AggregatorStage aggregator = opened(AggregatorStage.start(platform));
            failsWith(aggregator.loop().ended());
            roles.addsUp(aggregator);
        }
    }

    @Override
    public Duration idle() {
        return roles.idle();
    }

    @Override
    public Future<Void> drain() {
        return roles.drain(vertx, ended());
    }
}
