package sharelora.models.base;

import java.util.HashMap;
import java.util.Map;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;

/** Sizes of the base models in the blob store; each folder is verified once. */
public final class BaseShapes {

    private final BlobStore blobs;
    private final Map<String, ModelShape> known = new HashMap<>();

    public BaseShapes(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * The shape of the base of that name and hash.
     *
     * @throws FatalException where it is not there, not whole, or no model that is known
     */
    public ModelShape of(String base, String sha256) {
        return known.computeIfAbsent(sha256, absent -> read(base, sha256));
    }

    private ModelShape read(String base, String sha256) {
        try {
            return ModelConfig.read(BlobFolder.fetch(blobs, BlobNames.model(base), sha256)
                            .resolve("config.json"))
                    .shape();
        } catch (BlobMissingException | BlobDamagedException | ModelFormatException e) {
            throw new FatalException(
                    "base " + base + ": " + e.getMessage() + ": expected it whole in the blob store", e);
        }
    }
}
