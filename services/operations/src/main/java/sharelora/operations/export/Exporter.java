package sharelora.operations.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sharelora.engine.adapter.Export;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.StockHead;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.CheckpointFormat;

/** Writes a checkpoint to a folder of the user's. */
public final class Exporter {

    /** Says what the folder holds, and by what name it is to be served. */
    static final String ABOUT = "checkpoint.json";

    /** What a stored checkpoint was made of goes with the adapter in whatever form. */
    private static final String LINEAGE = "lineage.json";

    private final BlobStore blobs;

    public Exporter(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Writes it; as PEFT loads it and merged with the base's tokenizer and what else it is served with.
     *
     * @param out missing or empty
     * @return what a program that serves it will miss, a line each; mostly none
     * @throws WrongUsageException where it is neither, or the checkpoint's method does not come to that form
     * @throws sharelora.platform.blobs.BlobMissingException where the checkpoint, or for a merged model its base, is not in
     *     the blob store (any more)
     */
    public List<String> write(Checkpoint checkpoint, ExportForm form, Path out) {
        Path stored = BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpoint.getCheckpointId());
        try {
            requireForm(checkpoint, form, stored);
            requireEmpty(out);
            Files.createDirectories(out);
            List<String> missing = switch (form) {
                case PEFT -> peft(checkpoint, stored, out);
                case NATIVE -> {
                    AdapterFolder adapter = CheckpointFolder.read(stored);
                    CheckpointFolder.writeNumbers(adapter.adapter(), Optional.of(adapter.head()), out);
                    if (checkpoint.getFormat() == CheckpointFormat.NATIVE) {
                        CheckpointFolder.writePage(adapter, PeftFolder.TokenizerPlace.BASE, out);
                    }
                    yield List.of();
                }
                case MERGED -> merge(checkpoint, CheckpointFolder.read(stored), out);
            };
            if (form != ExportForm.PEFT && Files.exists(stored.resolve(LINEAGE))) {
                copy(stored, List.of(LINEAGE), out);
            }
            CanonicalJson.write(out.resolve(ABOUT), about(checkpoint, form));
            return missing;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + out + ": " + e.getMessage(), e);
        }
    }

    private static void requireForm(Checkpoint checkpoint, ExportForm form, Path stored) {
        if (checkpoint.getFormat() != CheckpointFormat.NATIVE || form == ExportForm.NATIVE) {
            return;
        }
        Export.Native own = CheckpointFolder.export(CheckpointFolder.readAdapter(stored));
        String instead = own.notMerged().isPresent() ? "--native" : "--merged or --native";
        if (form == ExportForm.PEFT) {
            throw WrongUsageException.of("export: " + checkpoint.getAdapterName() + " is no folder of PEFT's: "
                    + own.notPeft() + "; expected " + instead);
        }
        own.notMerged().ifPresent(why -> {
            throw WrongUsageException.of("--merged: " + checkpoint.getAdapterName()
                    + " cannot be merged into its base: " + why + "; expected --native");
        });
    }

    /** The stored folder with the tokenizer, which its page then takes from there. */
    private List<String> peft(Checkpoint checkpoint, Path stored, Path out) throws IOException {
        copy(stored, names(stored), out);
        AdapterFolder adapter = PeftFolder.read(stored);
        Path base;
        try {
            base = base(checkpoint);
        } catch (BlobMissingException e) {
            return List.of("the tokenizer is left out: " + e.getMessage());
        }
        List<String> missing = ServingFiles.write(checkpoint.getBase(), base, adapter.head(), out);
        if (Files.exists(out.resolve(ExportedBase.TOKENIZER))) {
            PeftFolder.writePage(adapter, PeftFolder.TokenizerPlace.ADAPTER, out);
        }
        return missing;
    }

    /** A stock head goes into the model, a head that looks at means beside it: no class of Hugging Face has a place for that. */
    private List<String> merge(Checkpoint checkpoint, AdapterFolder adapter, Path out) throws IOException {
        Path base = base(checkpoint);
        Optional<StockHead> stock = adapter.head() instanceof StockHead head ? Optional.of(head) : Optional.empty();
        MergedModel.write(base, adapter.adapter(), stock, out);
        if (adapter.head().liesBeside()) {
            HeadFile.write(adapter.head(), out.resolve(HeadFile.NAME));
        }
        return ServingFiles.write(checkpoint.getBase(), base, adapter.head(), out);
    }

    private Path base(Checkpoint checkpoint) {
        return BlobFolder.fetch(blobs, BlobNames.model(checkpoint.getBase()), checkpoint.getBaseSha256());
    }

    private static Map<String, Object> about(Checkpoint checkpoint, ExportForm form) {
        return Map.of(
                "adapterName", checkpoint.getAdapterName(),
                "checkpointId", checkpoint.getCheckpointId(),
                "job", checkpoint.getJobId(),
                "step", checkpoint.getStep(),
                "base", checkpoint.getBase(),
                "baseSha256", checkpoint.getBaseSha256(),
                "form", form.name().toLowerCase(Locale.ROOT));
    }

    private static void requireEmpty(Path out) throws IOException {
        if (!Files.exists(out)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(out)) {
            try (Stream<Path> files = Files.list(out)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw WrongUsageException.of("--out: '" + out + "', expected a folder that is empty or not there yet");
        }
    }

    private static List<String> names(Path stored) throws IOException {
        try (Stream<Path> files = Files.list(stored)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(BlobFolder.MANIFEST))
                    .toList();
        }
    }

    private static void copy(Path from, List<String> names, Path to) throws IOException {
        for (String name : names) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }
}
