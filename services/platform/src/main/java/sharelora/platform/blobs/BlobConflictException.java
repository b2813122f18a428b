package sharelora.platform.blobs;

/** Other bytes are stored under this key already: one of the two writers is wrong. */
public final class BlobConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BlobConflictException(String message) {
        super(message);
    }
}
