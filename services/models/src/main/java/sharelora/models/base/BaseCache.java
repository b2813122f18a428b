package sharelora.models.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/** The base models of this process: each opened once a precision, whoever learns on it; an engine when its first is. */
public final class BaseCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BaseCache.class);

    private final BlobStore blobs;
    private final Function<Precision, Engine> opener;
    private final Map<Precision, Engine> engines = new EnumMap<>(Precision.class);
    private final Map<Key, OpenBase> open = new HashMap<>();
    private boolean closed;

    private record Key(String sha256, Precision precision) {}

    /** @param opener of an engine of that precision; throws IllegalArgumentException where this machine cannot have it */
    public BaseCache(BlobStore blobs, Function<Precision, Engine> opener) {
        this.blobs = blobs;
        this.opener = opener;
    }

    /**
     * Opens the engine that most jobs want on a thread of its own, since that takes as long as finding out what to train;
     * returns at once.
     */
    public void prepare() {
        Thread.ofPlatform().daemon().name("engine").start(() -> {
            try {
                engine(Precision.FLOAT32);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("no engine cause={}", e.toString()); // whoever needs it will fail, with less to say
            }
        });
    }

    private synchronized Engine engine(Precision precision) {
        if (closed) {
            throw new IllegalStateException("an engine is asked for after the end");
        }
        return engines.computeIfAbsent(precision, opener);
    }

    /**
     * The base of that name and hash.
     *
     * @param precision of products with its weights
     * @throws FatalException where it is not there, not whole, no model that the engine computes, or not to be had in
     *     that precision here
     */
    public synchronized OpenBase base(String name, String sha256, Precision precision) {
        return open.computeIfAbsent(new Key(sha256, precision), absent -> open(name, absent));
    }

    private OpenBase open(String name, Key key) {
        String sha256 = key.sha256();
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.model(name), sha256);
            Path tokenizer = folder.resolve("tokenizer.json");
            if (!Files.exists(tokenizer)) {
                throw new FatalException("base " + name + ": " + tokenizer + ": no such file, expected its tokenizer");
            }
            return new OpenBase(BaseModel.open(engine(key.precision()), folder), Sha256.of(tokenizer));
        } catch (BlobMissingException e) {
            throw new FatalException(
                    "base " + name + " " + sha256 + " is not in the blob store: " + e.getMessage()
                            + ": expected it there, put by `model import`",
                    e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new FatalException("base " + name + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
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
        engines.values().forEach(Engine::close);
        engines.clear();
    }
}
