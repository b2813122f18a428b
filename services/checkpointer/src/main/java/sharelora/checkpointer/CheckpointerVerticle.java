package sharelora.checkpointer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.PublicSchemas;
import sharelora.platform.kafka.TransformLoop;
import sharelora.schemas.Groups;
import sharelora.schemas.Topics;

/** Exports the flagged states of jobs: AdapterSnapshot → Checkpoint. */
public final class CheckpointerVerticle extends VerticleBase implements Stage {

    private final CheckpointerConfig config;
    private final Platform platform;
    private final CheckpointerMetrics figures;
    private final Promise<Void> ended = Promise.promise();
    private volatile Catalog catalog;
    private volatile TransformLoop loop;

    /** A checkpointer of all jobs; of several instances, one is at work at a time. */
    public CheckpointerVerticle(CheckpointerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        this.figures = new CheckpointerMetrics(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> {
            PublicSchemas.announce(platform.kafka(), List.of(Topics.CHECKPOINTS));
            catalog = Catalog.open(platform.kafka());
            BlobCleanup tidying = new BlobCleanup(
                    platform.blobs(), catalog, new FollowedPromotions(platform.kafka()), config.sweepAfter(), figures);
            Checkpointing checkpointing = new Checkpointing(
                    new FollowedAnnouncements(platform.kafka()),
                    new CheckpointExport(platform.blobs()),
                    tidying,
                    figures);
            LoopConfig reading =
                    LoopConfig.of("checkpointer", Groups.CHECKPOINTER, List.of(Topics.ADAPTER_SNAPSHOTS.name()));
            loop = TransformLoop.start(reading, platform.kafka(), platform.metrics(), platform.health(), checkpointing);
            loop.ended().onComplete(ended::handle);
            return null;
        });
    }

    @Override
    public Duration idle() {
        TransformLoop current = loop;
        return current == null ? Duration.ZERO : current.idle();
    }

    @Override
    public Future<Void> drain() {
        return loop.drain();
    }

    @Override
    public Future<Void> ended() {
        return ended.future();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> {
            if (loop != null) {
                loop.close();
            }
            if (catalog != null) {
                catalog.close();
            }
            return null;
        });
    }
}
