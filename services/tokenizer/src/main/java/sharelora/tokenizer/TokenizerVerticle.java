package sharelora.tokenizer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.Catalog;

/** Streams → a loop each: Example → TokenBatch. Any number of instances share a stream's partitions. */
public final class TokenizerVerticle extends StageVerticle {

    private final TokenizerConfig config;
    private final Platform platform;
    private final BaseTokenizers bases;
    private Catalog catalog;
    private volatile Optional<RunningStreams> streams = Optional.empty();

    /** Tokenizes what the configuration names; fetches a base's tokenizer when the first stream needs it. */
    public TokenizerVerticle(TokenizerConfig config, Platform platform) {
        this(config, platform, new BaseTokenizers(platform.blobs()));
    }

    TokenizerVerticle(TokenizerConfig config, Platform platform, BaseTokenizers bases) {
        this.config = config;
        this.bases = bases;
        this.platform = platform;
        TokenizerMetrics.declare(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return inOrder(this::followCatalog, this::tokenizeStreams);
    }

    private void followCatalog() {
        catalog = opened(Catalog.open(platform.kafka()));
    }

    private void tokenizeStreams() {
        RunningStreams running = opened(
                new RunningStreams(config.stream(), platform, catalog, bases, this::reconcileAfter, end()::tryFail));
        streams = Optional.of(running);
        catalog.onChange(this::reconcile);
        running.reconcile();
    }

    private void reconcileAfter(Duration wait) {
        if (wait.isZero()) {
            reconcile();
        } else {
            vertx.setTimer(wait.toMillis(), timer -> reconcile());
        }
    }

    /** A stream that cannot be tokenized does not end the stage; what else goes wrong here does. */
    private void reconcile() {
        vertx.executeBlocking(() -> {
                    streams.ifPresent(RunningStreams::reconcile);
                    return null;
                })
                .onFailure(end()::tryFail);
    }

    /** What was made of every running stream, by name; from any thread. */
    public List<StreamCounts> counts() {
        return streams.map(RunningStreams::counts).orElse(List.of());
    }

    @Override
    public Duration idle() {
        return streams.map(RunningStreams::idle).orElse(Duration.ZERO);
    }

    @Override
    public Future<Void> drain() {
        return streams.orElseThrow().drain();
    }
}
