package sharelora.platform.blobs;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import sharelora.platform.failure.FatalException;

/**
 * Immutable objects by key. A key is one or more names of {@code [A-Za-z0-9._-]} joined by slashes; {@code .} and
 * {@code ..} are no names, and anything else is refused with {@link IllegalArgumentException}.
 *
 * <p>Guarantees: when {@code put} returns the object is durable and whole; a reader sees all of an object or none. What
 * cannot be done for now throws {@link sharelora.platform.failure.TransientException} and leaves nothing behind that a
 * reader could see.
 */
public interface BlobStore {

    /**
     * Stores a copy of the file. Again with equal bytes: nothing happens.
     *
     * @throws BlobConflictException where other bytes are stored under this key
     * @throws BlobStoreFullException where there is no room; the caller pauses and tries again
     */
    void put(String key, Path file);

    /** Stores the bytes, as {@link #put(String, Path)}. */
    void put(String key, byte[] bytes);

    /**
     * A local file with the object's bytes, not to be changed. Its path ends with the key, so objects of one folder lie
     * beside each other.
     *
     * @throws BlobMissingException where there is no such object
     */
    Path fetch(String key);

    /** The local copy that {@link #fetch} gave is not what its hash says: the next fetch makes it anew, where it is a copy. */
    default void discardCopy(String key) {}

    /** All objects whose key starts with {@code prefix}, by key; the prefix ends anywhere, also inside a name. */
    List<Blob> list(String prefix);

    /** Deletes the object; no such object: nothing happens. */
    void delete(String key);

    /** Where other programs find the object of that key, or the folder of that prefix, whether it is there or not. */
    URI uri(String key);

    /** The folder of this machine that fills up with objects, or with copies of them. */
    Path folder();

    /** The store at this place: {@code file:///folder}, or {@code s3://bucket/prefix} as the environment says. */
    static BlobStore open(URI place) {
        if ("file".equals(place.getScheme()) && place.getPath() != null) {
            return FolderBlobStore.open(Path.of(place.getPath()));
        }
        if ("s3".equals(place.getScheme()) && place.getHost() != null) {
            return S3BlobStore.open(place, S3Settings.of(System.getenv()));
        }
        throw new FatalException("blobs: " + place + ": expected file:///FOLDER or s3://BUCKET/PREFIX");
    }
}
