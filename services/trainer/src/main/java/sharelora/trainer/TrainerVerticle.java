package sharelora.trainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.Membership;
import sharelora.schemas.Groups;
import sharelora.schemas.Topics;

/** Runs one training loop per job: TokenBatch → TrainStep, AdapterSnapshot. */
public final class TrainerVerticle extends VerticleBase implements Stage {

    private final TrainerConfig config;
    private final Platform platform;
    private final BaseCache bases;
    private final Promise<Void> ended = Promise.promise();
    private volatile Catalog catalog;
    private volatile RunningJobs jobs;
    private volatile Membership membership;

    /** Trains what the configuration names; loads a base when the first job needs it. */
    public TrainerVerticle(TrainerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.bases = new BaseCache(platform.blobs(), config.engine());
        TrainerMetrics.declare(platform.metrics());
    }

    @Override
    public Future<?> start() {
        bases.prepare();
        return vertx.executeBlocking(() -> {
            catalog = Catalog.open(platform.kafka());
            TrainerContext workplace = new TrainerContext(platform, bases, config.threads(), config.strict());
            jobs = new RunningJobs(config, workplace, catalog, ended);
            catalog.onChange(jobs::follow);
            jobs.reconcile();
            if (config.job().isEmpty()) {
                membership = Membership.join(platform.kafka(), Groups.TRAINERS, Topics.JOBS, jobs);
            }
            return null;
        });
    }

    /** How every job that is being trained is doing, by job id; from any thread. */
    public List<JobProgress> figures() {
        RunningJobs current = jobs;
        return current == null ? List.of() : current.figures();
    }

    @Override
    public Duration idle() {
        RunningJobs current = jobs;
        return current == null ? Duration.ZERO : current.idle();
    }

    @Override
    public Future<Void> drain() {
        return jobs.drain();
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> {
            if (jobs != null) {
                jobs.stop();
            }
            if (membership != null) {
                membership.close();
            }
            if (catalog != null) {
                catalog.close();
            }
            bases.close();
            ended.tryComplete();
            return null;
        });
    }
}
