package sharelora.tokenizer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.host.Platform;
import sharelora.platform.host.Stage;
import sharelora.platform.kafka.Catalog;

/** Streams → a loop each: Example → TokenBatch. Any number of instances share a stream's partitions. */
public final class TokenizerVerticle extends VerticleBase implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(TokenizerVerticle.class);

    private final TokenizerConfig config;
    private final Platform platform;
    private final Promise<Void> ended = Promise.promise();
    private volatile Catalog catalog;
    private volatile RunningStreams streams;

    /** Tokenizes what the configuration names; fetches a base's tokenizer when the first stream needs it. */
    public TokenizerVerticle(TokenizerConfig config, Platform platform) {
        this.config = config;
        this.platform = platform;
        TokenizerMetrics.declare(platform.metrics());
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(() -> {
            catalog = Catalog.open(platform.kafka());
            streams = new RunningStreams(config.stream(), platform, catalog, ended::tryFail);
            catalog.onChange(() -> vertx.executeBlocking(this::reconcile));
            try {
                streams.reconcile();
            } catch (RuntimeException e) {
                close(); // nobody stops a verticle that did not start
                throw e;
            }
            return null;
        });
    }

    /** What was made of every running stream, by name; from any thread. */
    public List<StreamCounts> counts() {
        RunningStreams current = streams;
        return current == null ? List.of() : current.counts();
    }

    @Override
    public Duration idle() {
        RunningStreams current = streams;
        return current == null ? Duration.ZERO : current.idle();
    }

    @Override
    public Future<Void> drain() {
        return streams.drain();
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

    private void close() throws InterruptedException {
        if (streams != null) {
            streams.stop();
        }
        if (catalog != null) {
            catalog.close();
        }
    }

    /** A stream that cannot be tokenized as it is asked for ends the stage, and the line says why. */
    private Void reconcile() {
        try {
            streams.reconcile();
        } catch (RuntimeException e) {
            LOG.error("cannot tokenize what was asked for cause={}", e.getMessage());
            ended.tryFail(e);
        }
        return null;
    }
}
