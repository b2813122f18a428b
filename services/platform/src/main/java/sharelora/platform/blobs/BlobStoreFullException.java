package sharelora.platform.blobs;

import sharelora.platform.failure.TransientException;

/** No room left where blobs are stored: pause, be not ready, try again; nothing half-written stays visible. */
public final class BlobStoreFullException extends TransientException {

    private static final long serialVersionUID = 1L;

    BlobStoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
