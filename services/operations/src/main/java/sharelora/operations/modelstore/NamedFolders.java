package sharelora.operations.modelstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sharelora.operations.OperatorName;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;

/**
 * Folders in the blob store that people call by a name: {@code KIND/NAME/CONTENT-HASH/}.
 *
 * @param kind first part of their keys
 * @param what one of them is called in a message
 * @param command what puts them there
 */
record NamedFolders(BlobStore blobs, String kind, String what, String command) {

    /**
     * Stores what {@code into} writes to an empty folder; returns its content hash.
     *
     * @throws WrongUsageException where the name cannot be a key
     */
    String imported(String name, Consumer<Path> into) {
        if (!OperatorName.PATTERN.matcher(name).matches()) {
            throw WrongUsageException.of("--name: '" + name + "', expected " + OperatorName.EXPECTED);
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
     * The hash of the folder that is meant.
     *
     * @param field that names it, for a message
     * @param sha256 its hash or the beginning of it; may be left out while the name has only one
     * @throws WrongUsageException where there is none, or more than one
     */
    String resolve(String field, String name, Optional<String> sha256) {
        String suffix = "/" + BlobFolder.MANIFEST;
        List<String> hashes = blobs.list(prefix(name) + "/").stream()
                .map(blob -> blob.key().substring(prefix(name).length() + 1))
                .filter(key -> key.endsWith(suffix))
                .map(key -> key.substring(0, key.length() - suffix.length()))
                .filter(hash -> hash.startsWith(sha256.orElse("")))
                .toList();
        if (hashes.isEmpty()) {
            throw WrongUsageException.of(field + ": '" + name
                    + sha256.map(hash -> "@" + hash).orElse("") + "', expected " + what
                    + " in the blob store; take it in with: sharelora " + command);
        }
        if (hashes.size() > 1) {
            throw WrongUsageException.of(field + ": '" + name + "' is there more than once, expected one of "
                    + String.join(
                            ", ", hashes.stream().map(hash -> name + "@" + hash).toList()));
        }
        return hashes.getFirst();
    }

    String prefix(String name) {
        return kind + "/" + name;
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
