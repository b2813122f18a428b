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
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/**
 * The base models of this process. Each is opened once for each precision, by the first job or task that needs it, and
 * each engine with its first base. Thread-safe.
 */
public final class BaseCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BaseCache.class);

    private static final BaseForm PLAIN = BaseForm.of(Precision.FLOAT32);

    private final BlobStore blobs;
    private final Function<BaseForm, Engine> opener;
    private final LongSupplier available;
    private final Map<BaseForm, Engine> engines = new HashMap<>();
    private final Map<Key, OpenBase> open = new HashMap<>();
    private boolean closed;

    private record Key(String sha256, BaseForm form) {}

    /** On the engine of that choice. */
    public BaseCache(BlobStore blobs, EngineChoice choice) {
        this(blobs, form -> Engines.of(choice, form.precision(), form.memory()), MachineMemory::available);
    }

    /**
     * On engines that are opened so.
     *
     * @param opener of an engine of that form; throws IllegalArgumentException where this machine cannot have it
     * @param available bytes of memory that a base may take
     */
    public BaseCache(BlobStore blobs, Function<BaseForm, Engine> opener, LongSupplier available) {
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
                engine(PLAIN);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("no engine cause={}", e.toString()); // whoever needs it will fail, with less to say
            }
        });
    }

    private synchronized Engine engine(BaseForm form) {
        if (closed) {
            throw new IllegalStateException("an engine is asked for after the end");
        }
        return engines.computeIfAbsent(form, opener);
    }

    /**
     * The base of that name and hash.
     *
     * @param precision of products with its weights
     * @throws FatalException where it is not there, not whole, no model that the engine computes, or not to be had in
     *     that precision here
     */
    public OpenBase base(String name, String sha256, Precision precision) {
        return base(name, sha256, precision, BaseMemory.FAST);
    }

    /**
     * The same with its matrices in that memory.
     *
     * @throws FatalException also where this machine has no room for it, with the numbers
     */
    public OpenBase base(String name, String sha256, Precision precision, BaseMemory memory) {
        return base(name, new Key(sha256, new BaseForm(precision, memory)), true);
    }

    private synchronized OpenBase base(String name, Key key, boolean trains) {
        return open.computeIfAbsent(key, absent -> open(name, absent, trains));
    }

    /** The base for inference, which computes in float32; throws what {@link #base} throws. */
    public BaseModel model(String name, String sha256) {
        return base(name, new Key(sha256, PLAIN), false).model();
    }

    /** The engine of inference in words: its libraries and their versions. */
    public String engine() {
        return engine(PLAIN).description();
    }

    private OpenBase open(String name, Key key, boolean trains) {
        String sha256 = key.sha256();
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.model(name), sha256);
            Engine engine = engine(key.form());
            ModelShape shape = ModelConfig.read(folder.resolve("config.json")).shape();
            BaseFootprint.requireRoom(engine, shape, key.form(), trains, available.getAsLong());
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

    /** Closes all bases and engines; call it after the last learner and predictor on any of them was closed. */
    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(base -> base.model().close());
        open.clear();
        engines.values().forEach(Engine::close);
        engines.clear();
    }
}
