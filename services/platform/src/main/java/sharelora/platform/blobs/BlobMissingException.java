package sharelora.platform.blobs;

/** There is no object under this key. */
public final class BlobMissingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BlobMissingException(String message) {
        super(message);
    }
}
