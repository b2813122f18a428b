package sharelora.platform.blobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of files as blobs under {@code PREFIX/SHA256/}, named by content: the hash is that of {@code manifest.json},
 * which lists path, size and SHA-256 of every file and is stored last. So a folder whose manifest is there is complete,
 * and equal folders have one name.
 */
public final class BlobFolder {

    /** The file that makes a folder count. */
    public static final String MANIFEST = "manifest.json";

    private BlobFolder() {}

    /**
     * Stores the folder's regular files, those in folders below it too; a {@code manifest.json} at its top is written
     * anew. Repeating it, also after a crash half-way, is harmless.
     *
     * @return the folder's hash, hex
     */
    public static String publish(BlobStore store, String prefix, Path folder) {
        Manifest manifest = describe(folder);
        String home = prefix + "/" + manifest.sha256() + "/";
        for (Manifest.Entry entry : manifest.files()) {
            store.put(home + entry.path(), folder.resolve(entry.path()));
        }
        store.put(home + MANIFEST, manifest.toBytes());
        return manifest.sha256();
    }

    /** The hash that {@link #publish} would give the folder. */
    public static String sha256(Path folder) {
        return describe(folder).sha256();
    }

    /**
     * A local folder with these files, not to be changed; every size and hash was checked.
     *
     * @throws BlobMissingException where it is not (completely) there
     * @throws BlobDamagedException where a file is not what the hash says
     */
    public static Path fetch(BlobStore store, String prefix, String sha256) {
        String home = prefix + "/" + sha256 + "/";
        Path manifestFile = store.fetch(home + MANIFEST);
        try {
            byte[] bytes = Files.readAllBytes(manifestFile);
            if (!Sha256.of(bytes).equals(sha256)) {
                store.discardCopy(home + MANIFEST);
                throw new BlobDamagedException("blob " + home + MANIFEST + " has SHA-256 " + Sha256.of(bytes));
            }
            for (Manifest.Entry entry : Manifest.parse(home, bytes).files()) {
                checkedOrDiscarded(store, home, entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manifestFile.getParent();
    }

    /** Deletes the folder; the manifest first, so that no reader takes the rest for complete. */
    public static void delete(BlobStore store, String prefix, String sha256) {
        String home = prefix + "/" + sha256 + "/";
        store.delete(home + MANIFEST);
        store.list(home).forEach(blob -> store.delete(blob.key()));
    }

    private static void checkedOrDiscarded(BlobStore store, String home, Manifest.Entry entry) throws IOException {
        try {
            check(home, entry, store.fetch(home + entry.path()));
        } catch (BlobDamagedException e) {
            store.discardCopy(home + entry.path());
            throw e;
        }
    }

    private static void check(String home, Manifest.Entry entry, Path file) throws IOException {
        long size = Files.size(file);
        if (size != entry.size()) {
            throw new BlobDamagedException(
                    "blob " + home + entry.path() + " has " + size + " bytes, expected " + entry.size());
        }
        String found = Sha256.of(file);
        if (!found.equals(entry.sha256())) {
            throw new BlobDamagedException(
                    "blob " + home + entry.path() + " has SHA-256 " + found + ", expected " + entry.sha256());
        }
    }

    private static Manifest describe(Path folder) {
        try (var paths = Files.walk(folder)) {
            List<Path> files = paths.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(folder.resolve(MANIFEST)))
                    .toList();
            return Manifest.of(folder, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
