package sharelora.models.learning;

import java.nio.file.Path;
import java.util.Optional;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.training.Origin;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.AdapterOrigin;
import sharelora.schemas.BlobNames;

/** Imported adapters that jobs start from. */
public final class OriginAdapters {

    private final BlobStore blobs;

    public OriginAdapters(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * The numbers that a job starts from.
     *
     * @param from none: its seed
     * @throws FatalException where the adapter is not there, not whole, or none that is known
     */
    public Origin of(Optional<AdapterOrigin> from) {
        return from.map(this::read).orElse(Origin.SEED);
    }

    private Origin read(AdapterOrigin from) {
        try {
            Path folder = BlobFolder.fetch(blobs, BlobNames.adapter(from.getName()), from.getSha256());
            return from.getHead()
                    ? Origin.of(CheckpointFolder.read(folder))
                    : new Origin(Optional.of(CheckpointFolder.readAdapter(folder)), Optional.empty());
        } catch (BlobMissingException e) {
            throw new FatalException(
                    "adapter " + from.getName() + " " + from.getSha256() + " is not in the blob store: "
                            + e.getMessage() + ": expected it there, put by `adapter import`",
                    e);
        } catch (BlobDamagedException | ModelFormatException e) {
            throw new FatalException("adapter " + from.getName() + ": " + e.getMessage(), e);
        }
    }
}
