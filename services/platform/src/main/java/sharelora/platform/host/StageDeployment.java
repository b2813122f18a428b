package sharelora.platform.host;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** How a stage is deployed, alone or beside others: on one worker thread of its own, so it may block and compute. */
public final class StageDeployment {

    private StageDeployment() {}

    /**
     * Deploys the stage.
     *
     * @param name of the stage and of its thread
     * @return the id to undeploy it by; completes when its start has
     */
    public static Future<String> deploy(Vertx vertx, String name, Stage stage) {
        return vertx.deployVerticle(
                stage,
                new DeploymentOptions()
                        .setThreadingModel(ThreadingModel.WORKER)
                        .setWorkerPoolName(name)
                        .setWorkerPoolSize(1)
                        .setMaxWorkerExecuteTime(10)
                        .setMaxWorkerExecuteTimeUnit(TimeUnit.MINUTES));
    }
}
