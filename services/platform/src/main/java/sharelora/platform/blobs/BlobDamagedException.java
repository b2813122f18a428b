package sharelora.platform.blobs;

/** The stored bytes are not those that were stored: truncated, changed, or not a folder's manifest. */
public final class BlobDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BlobDamagedException(String message) {
        super(message);
    }
}
