package sharelora.operations.modelstore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.MethodFile;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.TrainedHead;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;

/** ImportedAdapters in the blob store that jobs can start from: {@code adapters/<name>/<content hash>/}. */
public final class ImportedAdapters {

    private final BlobStore blobs;
    private final NamedFolders folders;

    public ImportedAdapters(BlobStore blobs) {
        this.blobs = blobs;
        this.folders = new NamedFolders(blobs, BlobNames.ADAPTERS, "an adapter", "adapter import");
    }

    /**
     * Imports a folder that PEFT wrote, or one of an export, native or not, after reading it; returns its content hash.
     * Every form of one adapter has the same. A method's own form is kept as it is.
     *
     * @param labels what the outputs of its head are called, in order; none: as the folder says
     * @throws sharelora.engine.format.ModelFormatException naming file, value and expectation
     * @throws WrongUsageException where labels are given and there is no stock head of as many outputs
     */
    public String importFolder(Path from, String name, Optional<List<String>> labels) {
        Path compact = from.resolve(CompactFile.NAME);
        if (!Files.exists(compact)
                && !Files.exists(from.resolve("adapter_config.json"))
                && Files.exists(from.resolve("config.json"))) {
            throw WrongUsageException.of("'" + from + "' is a base model's folder, expected an adapter's, with an"
                    + " adapter_config.json; take it in with: sharelora model import");
        }
        // An earlier version wrote the matrices of a method's own beside the compact file.
        LowRankAdapter adapter = Files.exists(compact)
                ? MethodFile.readBeside(CompactFile.read(compact), from)
                : PeftFolder.readAdapter(from);
        Optional<TrainedHead> head =
                PeftFolder.hasHead(from) ? Optional.of(PeftFolder.readHead(from)) : Optional.empty();
        Optional<TrainedHead> named = labels.isPresent() ? Optional.of(named(head, labels.get())) : head;
        return folders.imported(name, folder -> CheckpointFolder.write(adapter, named, folder));
    }

    /** PEFT does not write down what the outputs of a head are called. */
    private static TrainedHead named(Optional<TrainedHead> head, List<String> labels) {
        Optional<StockHead> stock = head.filter(StockHead.class::isInstance)
                .map(StockHead.class::cast)
                .filter(known -> known.outputs() > 1);
        return stock.filter(known -> known.outputs() == labels.size())
                .map(known -> known.named(labels))
                .orElseThrow(() -> WrongUsageException.of("--labels: " + labels + ", expected "
                        + stock.map(known -> known.outputs() + " as its head has outputs")
                                .orElse("none, as the folder has no classification head without names")));
    }

    /**
     * The adapter that a job names.
     *
     * @throws sharelora.operations.WrongUsageException where there is none, or more than one
     */
    public Imported resolve(BlobReference from) {
        String sha256 = folders.resolve("from", from.name(), from.sha256());
        Path folder = BlobFolder.fetch(blobs, folders.prefix(from.name()), sha256);
        Optional<TrainedHead> head =
                PeftFolder.hasHead(folder) ? Optional.of(PeftFolder.readHead(folder)) : Optional.empty();
        return new Imported(from.name(), sha256, CheckpointFolder.readAdapter(folder), head);
    }

    /**
     * An imported adapter, pinned.
     *
     * @param head the one it was trained with, if that came along
     */
    public record Imported(String name, String sha256, LowRankAdapter adapter, Optional<TrainedHead> head) {}
}
