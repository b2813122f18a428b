package sharelora.trainer;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import sharelora.platform.blobs.Blob;
import sharelora.platform.blobs.BlobStore;

/** A blob store whose next puts of a state fail as they are told to, before or after the bytes are durable. */
final class FailingBlobs implements BlobStore {

    private final BlobStore blobs;
    private volatile int passes;
    private volatile int failures;
    private volatile boolean durableFirst;
    private volatile Supplier<RuntimeException> failure = IllegalStateException::new;

    FailingBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Fails puts from now on.
     *
     * @param after so many that work
     * @param times so often
     * @param durable whether the object is there all the same
     */
    void fail(int after, int times, boolean durable, Supplier<RuntimeException> how) {
        failure = how;
        durableFirst = durable;
        passes = after;
        failures = times;
    }

    @Override
    public synchronized void put(String key, Path file) {
        boolean fails = failures > 0 && passes-- <= 0;
        if (!fails || durableFirst) {
            blobs.put(key, file);
        }
        if (fails) {
            failures--;
            throw failure.get();
        }
    }

    @Override
    public void put(String key, byte[] bytes) {
        blobs.put(key, bytes);
    }

    @Override
    public Path fetch(String key) {
        return blobs.fetch(key);
    }

    @Override
    public Path folder() {
        return blobs.folder();
    }

    @Override
    public URI uri(String key) {
        return blobs.uri(key);
    }

    @Override
    public List<Blob> list(String prefix) {
        return blobs.list(prefix);
    }

    @Override
    public void delete(String key) {
        blobs.delete(key);
    }
}
