package sharelora.trainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.Engines;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.Catalog;

/** Jobs → a loop each: TokenBatch → TrainStep, AdapterSnapshot. */
public final class TrainerVerticle extends VerticleBase implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerVerticle.class);

    private final TrainerConfig config;
    private final Platform platform;
    private final Bases bases;
    private final Promise<Void> ended = Promise.promise();
    private volatile Catalog catalog;
    private volatile RunningJobs jobs;

    /** Trains what the configuration names; loads a base when the first job needs it. */
    public TrainerVerticle(TrainerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.bases = new Bases(platform.blobs(), Engines::fused);
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> {
            catalog = Catalog.open(platform.kafka());
            Workplace workplace = new Workplace(platform, bases, config.threads());
            jobs = new RunningJobs(config.job(), workplace, catalog, ended::tryFail);
            catalog.onChange(this::reconcile);
            jobs.reconcile();
            return null;
        });
    }

    /** How every job that is being trained is doing, by job id; from any thread. */
    public List<JobFigures> figures() {
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
                catalog.close();
            }
            bases.close();
            ended.tryComplete();
            return null;
        });
    }

    /** A job that cannot be trained as it is asked for ends the stage, and the line says why. */
    private void reconcile() {
        try {
            jobs.reconcile();
        } catch (RuntimeException e) {
            LOG.error("cannot train what was asked for cause={}", e.getMessage());
            ended.tryFail(e);
        }
    }
}
