package sharelora.platform.blobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;
import sharelora.platform.failure.FatalException;

/** Copies of remote objects in a local folder. A copy appears whole or not at all; several processes may share the folder. */
final class LocalCopies {

    /** No key can name this folder, since keys have no tilde. */
    private static final String TEMPORARY = "~fetching";

    private final Path root;

    private LocalCopies(Path root) {
        this.root = root;
    }

    static LocalCopies in(Path root) {
        try {
            Files.createDirectories(root.resolve(TEMPORARY));
            return new LocalCopies(root.toRealPath());
        } catch (IOException e) {
            throw new FatalException("blobs: folder " + root + " for local copies cannot be used: " + e, e);
        }
    }

    /**
     * The local copy, made where there is none of that size.
     *
     * @param download writes the object to a path where there is no file yet
     */
    Path copy(String key, long size, Consumer<Path> download) {
        Path copy = root.resolve(key);
        try {
            if (Files.isRegularFile(copy) && Files.size(copy) == size) {
                return copy;
            }
            Path draft = root.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
            try {
                download.accept(draft);
                Files.createDirectories(copy.getParent());
                Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return copy;
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            if (DurableFiles.isFull(e)) {
                throw new BlobStoreFullException("no room for a local copy of blob " + key + " in " + root, e);
            }
            throw new UncheckedIOException("cannot keep a local copy of blob " + key + " in " + root, e);
        }
    }

    Path folder() {
        return root;
    }

    /** The object is gone. */
    void forget(String key) {
        try {
            if (Files.isRegularFile(root.resolve(key))) {
                Files.deleteIfExists(root.resolve(key));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the local copy of blob " + key + " in " + root, e);
        }
    }
}
