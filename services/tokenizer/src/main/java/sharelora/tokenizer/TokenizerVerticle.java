package sharelora.tokenizer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.host.Platform;
import sharelora.platform.host.StageVerticle;
import sharelora.platform.kafka.Catalog;

/** Streams → a loop each: Example → TokenBatch. Any number of instances share a stream's partitions. */
public final class TokenizerVerticle extends StageVerticle {

    private static final Logger LOG = LoggerFactory.getLogger(TokenizerVerticle.class);

    private final TokenizerConfig config;
    private final Platform platform;
    private Catalog catalog;
    private volatile Optional<RunningStreams> streams = Optional.empty();

    /** Tokenizes what the configuration names; fetches a base's tokenizer when the first stream needs it. */
    public TokenizerVerticle(TokenizerConfig config, Platform platform) {
        this.config = config;
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
        RunningStreams running = opened(new RunningStreams(config.stream(), platform, catalog, end()::tryFail));
        streams = Optional.of(running);
        catalog.onChange(() -> vertx.executeBlocking(() -> reconcile(running)));
        running.reconcile();
    }

    /** A stream that cannot be tokenized as it is asked for ends the stage, and the line says why. */
    private Void reconcile(RunningStreams running) {
        try {
            running.reconcile();
        } catch (RuntimeException e) {
            LOG.error("cannot tokenize what was asked for cause={}", e.getMessage());
            end().tryFail(e);
        }
        return null;
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
