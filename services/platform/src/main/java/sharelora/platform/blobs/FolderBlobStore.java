package sharelora.platform.blobs;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;

/**
 * Blobs as files below one folder. A blob is written beside the others, forced to disk, renamed into place, and its
 * folder forced to disk; so a crash at any moment, power loss included, leaves it whole or absent.
 *
 * <p>Several processes may share the folder; two that put equal bytes under one key at once both succeed. A folder that
 * is not writable or full makes {@code put} fail for now, never the readers.
 */
public final class FolderBlobStore implements BlobStore {

    private final Path root;
    private final DurableFiles files;

    private FolderBlobStore(Path root) {
        this.root = root;
        this.files = new DurableFiles(root);
    }

    /** The store in this folder, which is made where it is missing. */
    public static FolderBlobStore open(Path root) {
        try {
            Files.createDirectories(root);
            return new FolderBlobStore(root.toRealPath());
        } catch (IOException e) {
            throw new FatalException("blobs: folder " + root + " cannot be used: " + e, e);
        }
    }

    @Override
    public void put(String key, Path file) {
        store(key, channel -> DurableFiles.copy(file, channel), existing -> Files.mismatch(file, existing) == -1);
    }

    @Override
    public void put(String key, byte[] bytes) {
        store(
                key,
                channel -> DurableFiles.write(ByteBuffer.wrap(bytes), channel),
                existing -> Files.size(existing) == bytes.length
                        && ByteBuffer.wrap(Files.readAllBytes(existing)).equals(ByteBuffer.wrap(bytes)));
    }

    private void store(String key, DurableFiles.Content content, Same same) {
        Path target = root.resolve(BlobKeys.checked(key));
        try {
            if (Files.exists(target)) {
                if (!Files.isRegularFile(target) || !same.as(target)) {
                    throw new BlobConflictException("blob " + key + " is stored already, with other bytes");
                }
                return;
            }
            files.create(target, content);
        } catch (FileAlreadyExistsException e) {
            throw new BlobConflictException(
                    "blob " + key + ": " + e.getFile() + " is a blob, so it cannot be a folder");
        } catch (IOException e) {
            throw failure("blob " + key + " cannot be stored in " + root, e);
        }
    }

    @Override
    public Path fetch(String key) {
        Path file = root.resolve(BlobKeys.checked(key));
        if (!Files.isRegularFile(file)) {
            throw new BlobMissingException("blob " + key + " is not in " + root);
        }
        return file;
    }

    @Override
    public URI uri(String key) {
        return URI.create(
                "file://" + root.toUri().resolve(BlobKeys.checked(key)).getRawPath());
    }

    @Override
    public Path folder() {
        return root;
    }

    @Override
    public List<Blob> list(String prefix) {
        int slash = prefix.lastIndexOf('/');
        Path folder = slash < 0 ? root : root.resolve(BlobKeys.checked(prefix.substring(0, slash)));
        if (slash + 1 < prefix.length()) {
            BlobKeys.checkedPart(prefix.substring(slash + 1));
        }
        List<Blob> blobs = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new Lister(prefix, blobs));
        } catch (IOException e) {
            throw failure("blobs " + prefix + "... cannot be listed in " + root, e);
        }
        blobs.sort(Comparator.comparing(Blob::key));
        return List.copyOf(blobs);
    }

    @Override
    public void delete(String key) {
        Path file = root.resolve(BlobKeys.checked(key));
        if (Files.isDirectory(file)) {
            return; // a folder is no object
        }
        try {
            Files.deleteIfExists(file);
            for (Path folder = file.getParent(); !folder.equals(root); folder = folder.getParent()) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            return; // other blobs are in that folder, so it stays
        } catch (IOException e) {
            throw failure("blob " + key + " cannot be deleted in " + root, e);
        }
    }

    private TransientException failure(String what, IOException cause) {
        return DurableFiles.isFull(cause)
                ? new BlobStoreFullException(what + ": no room left", cause)
                : new TransientException(what + ": " + cause, cause);
    }

    /** Whether the stored file has the bytes that are to be stored. */
    @FunctionalInterface
    private interface Same {
        boolean as(Path existing) throws IOException;
    }

    /** Collects blobs; what is deleted while it looks is simply not there. */
    private final class Lister extends SimpleFileVisitor<Path> {

        private final String prefix;
        private final List<Blob> blobs;

        Lister(String prefix, List<Blob> blobs) {
            this.prefix = prefix;
            this.blobs = blobs;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return files.isWorkplace(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = root.relativize(file).toString();
            if (key.startsWith(prefix)) {
                blobs.add(new Blob(
                        key, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            if (e == null || e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }
}
