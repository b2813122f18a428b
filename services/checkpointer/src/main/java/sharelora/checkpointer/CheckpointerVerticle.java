package sharelora.checkpointer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TransformLoop;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;

/** Exports the flagged states of jobs: AdapterSnapshot → Checkpoint. */
public final class CheckpointerVerticle extends StageVerticle {

    private final CheckpointerConfig config;
    private final Platform platform;
    private final CheckpointerMetrics metrics;
    private Catalog catalog;
    private volatile Optional<TransformLoop> loop = Optional.empty();

    /** A checkpointer of all jobs; of several instances, one is at work at a time. */
    public CheckpointerVerticle(CheckpointerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.metrics = new CheckpointerMetrics(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return inOrder(this::announceSchemas, this::followCatalog, this::exportFlaggedStates);
    }

    private void announceSchemas() {
        PublicSchemas.announce(platform.kafka(), StageDeclarations.CHECKPOINTER.announced());
    }

    private void followCatalog() {
        catalog = opened(Catalog.open(platform.kafka()));
    }

    private void exportFlaggedStates() {
        BlobCleanup cleanup = new BlobCleanup(
                platform.blobs(), catalog, new FollowedPromotions(platform.kafka()), config.sweepAfter(), metrics);
        TransformLoop exporting = opened(TransformLoop.start(
                LoopConfig.of(StageDeclarations.CHECKPOINTER),
                platform.kafka(),
                platform.metrics(),
                platform.health(),
                new Checkpointing(
                        new FollowedAnnouncements(platform.kafka()),
                        new CheckpointExport(platform.blobs()),
                        cleanup,
                        metrics,
                        new StandingJobs(StageDeclarations.CHECKPOINTER.word(), platform.health(), platform.metrics()),
                        catalog::job)));
        loop = Optional.of(exporting);
        endsWith(exporting.ended());
    }

    @Override
    public Duration idle() {
        return loop.map(TransformLoop::idle).orElse(Duration.ZERO);
    }

    @Override
    public Future<Void> drain() {
        return loop.orElseThrow().drain();
    }
}
