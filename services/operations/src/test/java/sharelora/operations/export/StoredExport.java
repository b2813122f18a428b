package sharelora.operations.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.TrainedHead;
import sharelora.fixtures.SomeAdapter;
import sharelora.operations.modelstore.BaseModels;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.Checkpoint;

/** A published model that was imported, a checkpoint on it, and what is exported of that. */
record StoredExport(BlobStore blobs, Path home, BaseModels.Base base) {

    /** As the checkpoints of {@link SomeAdapter} have it. */
    private static final String NAME = "tiny";

    static StoredExport imported(Path published, Path home) {
        BlobStore blobs = BlobStore.open(home.resolve("blobs").toUri());
        BaseModels models = new BaseModels(blobs);
        String sha256 = models.importFolder(published, NAME);
        return new StoredExport(blobs, home, models.resolve(NAME, Optional.of(sha256)));
    }

    /** The base's folder in the blob store. */
    Path folder() {
        return BlobFolder.fetch(blobs, "models/" + NAME, base.sha256());
    }

    /** Exports an adapter under a head; returns what is missing. */
    List<String> export(PublishedModel model, boolean added, TrainedHead head, ExportForm form, Path out)
            throws IOException {
        Path peft = Files.createTempDirectory(home, "peft");
        PeftFolder.write(new AdapterFolder(model.adapter(base.sha256(), added), head), peft);
        Checkpoint checkpoint = SomeAdapter.checkpoint(
                "j", added ? 50 : 0, BlobFolder.publish(blobs, "checkpoints", peft), base.sha256());
        return new Exporter(blobs).write(checkpoint, form, out);
    }
}
