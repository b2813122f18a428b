package sharelora.models.base;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.MachineMemory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseFootprint;
import sharelora.engine.model.BaseForm;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/**
 * The base models of this process. Each is opened once for each arithmetic, by the first job or task that needs it, and
 * each engine with its first base. Thread-safe.
 */
public final class BaseCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BaseCache.class);

    private final BlobStore blobs;
    private final Function<Arithmetic, Engine> opener;
    private final LongSupplier available;
    private final Map<Arithmetic, Engine> engines = new HashMap<>();
    private final Map<Key, OpenBase> open = new HashMap<>();
    private boolean closed;
    private boolean abandoned;

    private record Key(String sha256, Arithmetic arithmetic) {}

    /** On the engine of that choice. */
    public BaseCache(BlobStore blobs, EngineChoice choice) {
        this(blobs, arithmetic -> Engines.of(choice, arithmetic), MachineMemory::available);
    }

    /**
     * On engines that are opened so.
     *
     * @param opener of an engine of that arithmetic; throws IllegalArgumentException where this machine cannot have it
     * @param available bytes of memory that a base may take
     */
    public BaseCache(BlobStore blobs, Function<Arithmetic, Engine> opener, LongSupplier available) {
        this.blobs = blobs;
        this.opener = opener;
        this.available = available;
    }

    /**
     * Opens the engine that most jobs want on a thread of its own, since that takes as long as finding out what to train;
     * returns at once.
     */
    public void prepare() {
        Thread.ofPlatform().daemon().name("engine").start(() -> {
            try {
                engine(Arithmetic.FLOAT32);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("no engine cause={}", e.toString()); // whoever needs it will fail, with less to say
            }
        });
    }

    private synchronized Engine engine(Arithmetic arithmetic) {
        if (closed) {
            throw new IllegalStateException("an engine is asked for after the end");
        }
        return engines.computeIfAbsent(arithmetic, opener);
    }

    /**
     * The base of that name and hash.
     *
     * @param arithmetic of products with its weights
     * @throws FatalException where it is not there, not whole, no model that the engine computes, not to be had in
     *     that arithmetic here, or larger than this machine has room for, with the numbers
     */
    public OpenBase base(String name, String sha256, Arithmetic arithmetic) {
        return base(name, new Key(sha256, arithmetic), true);
    }

    private synchronized OpenBase base(String name, Key key, boolean trains) {
        return open.computeIfAbsent(key, absent -> open(name, absent, trains));
    }

    /** The base for inference alone; throws what {@link #base} throws. */
    public BaseModel model(String name, String sha256, Arithmetic arithmetic) {
        return base(name, new Key(sha256, arithmetic), false).model();
    }

    /**
     * Does nothing where there can be an engine of that arithmetic.
     *
     * @throws IllegalArgumentException naming what this machine lacks for it
     */
    public void require(Arithmetic arithmetic) {
        engine(arithmetic);
    }

    /** The engine that most jobs want in words: its libraries and their versions. */
    public String engine() {
        return engine(Arithmetic.FLOAT32).description();
    }

    private OpenBase open(String name, Key key, boolean trains) {
        String sha256 = key.sha256();
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.model(name), sha256);
            Engine engine = engine(key.arithmetic());
            ModelShape shape = ModelConfig.read(folder.resolve("config.json")).shape();
            BaseFootprint.requireRoom(engine, shape, BaseForm.of(key.arithmetic()), trains, available.getAsLong());
            return new OpenBase(name, folder, BaseModel.open(engine, folder));
        } catch (BlobMissingException e) {
            throw new FatalException(
                    "base " + name + " " + sha256 + " is not in the blob store: " + e.getMessage()
                            + ": expected it there, put by `model import`",
                    e);
        } catch (BlobDamagedException | ModelFormatException | IllegalArgumentException e) {
            throw new FatalException("base " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Some thread that was asked to end computes on: {@link #close} frees no memory that it may read, which goes with the
     * process.
     */
    public synchronized void abandon() {
        abandoned = true;
    }

    /** Closes all bases and engines; call it after the last learner and predictor on any of them was closed. */
    @Override
    public synchronized void close() {
        closed = true;
        if (abandoned) {
            LOG.warn("memory of bases is left to the end of the process: something still computes on them");
            return;
        }
        open.values().forEach(base -> base.model().close());
        open.clear();
        engines.values().forEach(Engine::close);
        engines.clear();
    }
}
