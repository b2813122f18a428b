package sharelora.operations.modelstore;

import java.util.Optional;

/**
 * Something in the blob store as a job file names it: {@code NAME} or {@code NAME@HASH}.
 *
 * @param sha256 the hash, or its beginning, where one name has several
 */
public record BlobReference(String name, Optional<String> sha256) {

    public static BlobReference of(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new BlobReference(text, Optional.empty())
                : new BlobReference(text.substring(0, at), Optional.of(text.substring(at + 1)));
    }
}
