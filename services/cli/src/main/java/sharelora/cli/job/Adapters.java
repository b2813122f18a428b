package sharelora.cli.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sharelora.engine.adapter.CompactFile;
import sharelora.engine.format.LowRankAdapter;
import sharelora.engine.format.PeftFolder;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;

/** Adapters in the blob store that jobs can start from: {@code adapters/<name>/<content hash>/}. */
public final class Adapters {

    private static final String HEAD = "head.safetensors";

    private final BlobStore blobs;
    private final NamedFolders folders;

    public Adapters(BlobStore blobs) {
        this.blobs = blobs;
        this.folders = new NamedFolders(blobs, BlobNames.ADAPTERS, "an adapter", "adapter import");
    }

    /**
     * Imports a folder that PEFT wrote, or one of an export, compact or not, after reading it; returns its content hash.
     * Every form of one adapter has the same.
     *
     * @throws sharelora.engine.format.ModelFormatException naming file, value and expectation
     */
    public String importFolder(Path from, String name) {
        Path compact = from.resolve(CompactFile.NAME);
        LowRankAdapter adapter = Files.exists(compact) ? CompactFile.read(compact) : PeftFolder.readAdapter(from);
        return folders.imported(name, folder -> {
            PeftFolder.writeAdapter(adapter, folder);
            copyHead(from, folder);
        });
    }

    private static void copyHead(Path from, Path to) {
        if (PeftFolder.hasHead(from)) {
            PeftFolder.readHead(from); // refuses one that a job could not use
            try {
                Files.copy(from.resolve(HEAD), to.resolve(HEAD));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy " + from.resolve(HEAD), e);
            }
        }
    }

    /**
     * The adapter that a job names.
     *
     * @throws sharelora.cli.WrongUsageException where there is none, or more than one
     */
    Imported resolve(Reference from) {
        String sha256 = folders.resolve("from", from.name(), from.sha256());
        Path folder = BlobFolder.fetch(blobs, folders.prefix(from.name()), sha256);
        Optional<List<String>> labels = PeftFolder.hasHead(folder)
                ? Optional.of(PeftFolder.readHead(folder).labels())
                : Optional.empty();
        return new Imported(from.name(), sha256, PeftFolder.readAdapter(folder), labels);
    }

    /**
     * An imported adapter, pinned.
     *
     * @param labels of its head, if it has one
     */
    record Imported(String name, String sha256, LowRankAdapter adapter, Optional<List<String>> labels) {}
}
