package sharelora.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/** The base models of this process: each opened once, whoever learns on it; the engine when the first one is. */
final class Bases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bases.class);

    private final BlobStore blobs;
    private final Supplier<Engine> engines;
    private final Map<String, Base> open = new HashMap<>();
    private Optional<Engine> engine = Optional.empty();
    private boolean closed;

    Bases(BlobStore blobs, Supplier<Engine> engines) {
        this.blobs = blobs;
        this.engines = engines;
    }

    /** Opens the engine on a thread of its own, since that takes as long as finding out what to train; returns at once. */
    void prepare() {
        Thread.ofPlatform().daemon().name("engine").start(() -> {
            try {
                engine();
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("no engine cause={}", e.toString()); // whoever needs it will fail, with less to say
            }
        });
    }

    private synchronized Engine engine() {
        if (closed) {
            throw new IllegalStateException("an engine is asked for after the end");
        }
        if (engine.isEmpty()) {
            engine = Optional.of(engines.get());
        }
        return engine.get();
    }

    /**
     * The base of that name and hash.
     *
     * @throws FatalException where it is not there, not whole, or no model that the engine computes
     */
    synchronized Base base(String name, String sha256) {
        return open.computeIfAbsent(sha256, absent -> open(name, sha256));
    }

    private Base open(String name, String sha256) {
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.model(name), sha256);
            Path tokenizer = folder.resolve("tokenizer.json");
            if (!Files.exists(tokenizer)) {
                throw new FatalException("base " + name + ": " + tokenizer + ": no such file, expected its tokenizer");
            }
            return new Base(BaseModel.open(engine(), folder), Sha256.of(tokenizer));
        } catch (BlobMissingException e) {
            throw new FatalException(
                    "base " + name + " " + sha256 + " is not in the blob store: " + e.getMessage()
                            + ": expected it there, put by `model import`",
                    e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new FatalException("base " + name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After the last learner on any of them. */
    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(base -> base.model().close());
        open.clear();
        engine.ifPresent(Engine::close);
        engine = Optional.empty();
    }
}
