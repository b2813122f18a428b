package sharelora.trainer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sharelora.models.base.BaseCache;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.Membership;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Groups;
import sharelora.schemas.Topics;

/** Runs one training loop per job: TokenBatch → TrainStep, AdapterSnapshot, Drift. */
public final class TrainerVerticle extends StageVerticle {

    private final TrainerConfig config;
    private final Platform platform;
    private final BaseCache bases;
    private Catalog catalog;
    private volatile Optional<RunningJobs> jobs = Optional.empty();

    /** Trains what the configuration names; loads a base when the first job needs it. */
    public TrainerVerticle(TrainerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.bases = opened(new BaseCache(platform.blobs(), config.engine()));
        TrainerMetrics.declare(platform.metrics());
        StandingJobs.gauge(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return inOrder(
                this::announceSchemas, this::openEngine, this::followCatalog, this::shareOutJobs, this::trainJobs);
    }

    private void announceSchemas() {
        PublicSchemas.announce(platform.kafka(), StageDeclarations.TRAINER.announced());
    }

    /** Takes as long as finding out what to train, so it goes on beside the next steps. */
    private void openEngine() {
        bases.prepare();
    }

    private void followCatalog() {
        catalog = opened(Catalog.open(platform.kafka()));
    }

    /** A trainer of one job takes that one, whoever else there is: its group only shows that it is there. */
    private void shareOutJobs() {
        TrainerContext context = new TrainerContext(platform, bases, config.threads(), config.strict());
        RunningJobs running = new RunningJobs(config, context, catalog, end());
        String group = config.job()
                .map(Groups::trainer)
                .orElse(StageDeclarations.TRAINER.group().name());
        opened(Membership.join(platform.kafka(), group, Topics.JOBS, running));
        // Closed before the membership: the loops end with a last snapshot while the jobs are still this process's.
        jobs = Optional.of(opened(running));
    }

    private void trainJobs() {
        RunningJobs running = jobs.orElseThrow();
        catalog.onChange(running::follow);
        running.reconcile();
    }

    /** How every job that is being trained is doing, by job id; from any thread. */
    public List<JobProgress> figures() {
        return jobs.map(RunningJobs::figures).orElse(List.of());
    }

    @Override
    public Duration idle() {
        return jobs.map(RunningJobs::idle).orElse(Duration.ZERO);
    }

    @Override
    public Future<Void> drain() {
        return jobs.orElseThrow().drain();
    }
}
