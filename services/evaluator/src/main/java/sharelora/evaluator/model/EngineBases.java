package sharelora.evaluator.model;

import java.util.HashMap;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/** The frozen models of this process: each opened once, by whoever needs it first. Thread-safe. */
public final class EngineBases implements AutoCloseable {

    private final BlobStore blobs;
    private final Engine engine;
    private final Map<String, BaseModel> open = new HashMap<>();

    /** @param engine that computes all of them; closed with this */
    public EngineBases(BlobStore blobs, Engine engine) {
        this.blobs = blobs;
        this.engine = engine;
    }

    /** Engine and libraries with versions. */
    public String engine() {
        return engine.description();
    }

    /**
     * The base of that name and hash.
     *
     * @throws FatalException where it is not in the blob store, not whole, or no model that the engine computes
     */
    public synchronized BaseModel base(String name, String sha256) {
        return open.computeIfAbsent(sha256, absent -> open(name, sha256));
    }

    private BaseModel open(String name, String sha256) {
        try {
            return BaseModel.open(engine, BlobFolder.fetch(blobs, BlobNames.model(name), sha256));
        } catch (BlobMissingException e) {
            throw new FatalException(
                    "base " + name + " " + sha256 + " is not in the blob store: " + e.getMessage()
                            + ": expected it there, put by `model import`",
                    e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new FatalException("base " + name + ": " + e.getMessage(), e);
        }
    }

    /** After the last predictor on any of them. */
    @Override
    public synchronized void close() {
        open.values().forEach(BaseModel::close);
        open.clear();
        engine.close();
    }
}
