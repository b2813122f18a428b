package sharelora.platform.blobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs in a bucket of a store that speaks S3, AWS's or another; what is fetched is kept in a local folder, since objects
 * do not change. An object is one PUT, at most 5 GiB, so readers see all of it or none.
 *
 * <p>There is no conditional write: two that put other bytes under one key at the same moment are not told apart. What
 * counts is decided by the record that names the key, and records are fenced by Kafka. A store that does not answer makes
 * calls fail for now; one that says no (no such bucket, no rights) ends the stage, with the store's own words.
 */
final class S3BlobStore implements BlobStore {

    private static final String SHA256 = "sha256";
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final LocalCopies copies;

    private S3BlobStore(S3Client client, String bucket, String prefix, LocalCopies copies) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.copies = copies;
    }

    /** @param place {@code s3://bucket/prefix}; the prefix may be left out */
    static S3BlobStore open(URI place, S3Settings settings) {
        String path = place.getPath().replaceAll("^/+|/+$", "");
        String prefix = path.isEmpty() ? "" : BlobKeys.checked(path) + "/";
        Path cache = settings.cache().resolve(place.getHost()).resolve(path);
        return new S3BlobStore(settings.client(), place.getHost(), prefix, LocalCopies.in(cache));
    }

    @Override
    public void put(String key, Path file) {
        try {
            put(key, Sha256.of(file), Files.size(file), RequestBody.fromFile(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(String key, byte[] bytes) {
        put(key, Sha256.of(bytes), bytes.length, RequestBody.fromBytes(bytes));
    }

    private void put(String key, String sha256, long size, RequestBody body) {
        String name = prefix + BlobKeys.checked(key);
        Optional<HeadObjectResponse> there = head(name);
        if (there.isPresent()) {
            if (there.get().contentLength() != size || !sha256.equals(sha256(key, there.get()))) {
                throw new BlobConflictException("blob " + key + " is stored already, with other bytes");
            }
            return;
        }
        ask(
                "put",
                name,
                () -> client.putObject(
                        put -> put.bucket(bucket)
                                .key(name)
                                .contentType("application/octet-stream")
                                .metadata(Map.of(SHA256, sha256)),
                        body));
    }

    /** As it was put; of an object that something else put, from its bytes. */
    private String sha256(String key, HeadObjectResponse there) {
        String known = there.metadata().get(SHA256);
        try {
            return known == null ? Sha256.of(fetch(key)) : known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path fetch(String key) {
        String name = prefix + BlobKeys.checked(key);
        Optional<HeadObjectResponse> there = head(name);
        if (there.isEmpty()) {
            copies.forget(key);
            throw new BlobMissingException("there is no blob " + uri(key));
        }
        return copies.copy(
                key,
                there.get().contentLength(),
                draft -> ask(
                        "get",
                        name,
                        () -> client.getObject(get -> get.bucket(bucket).key(name), draft)));
    }

    @Override
    public void discardCopy(String key) {
        copies.forget(key);
    }

    private Optional<HeadObjectResponse> head(String name) {
        return ask("look at", name, () -> {
            try {
                return Optional.of(client.headObject(head -> head.bucket(bucket).key(name)));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public URI uri(String key) {
        return URI.create("s3://" + bucket + "/" + prefix + BlobKeys.checked(key));
    }

    @Override
    public Path folder() {
        return copies.folder();
    }

    @Override
    public List<Blob> list(String start) {
        if (!start.isEmpty()) {
            BlobKeys.checkedPart(start.endsWith("/") ? start + "x" : start);
        }
        return ask(
                "list",
                prefix + start,
                () ->
                        client
                                .listObjectsV2Paginator(
                                        list -> list.bucket(bucket).prefix(prefix + start))
                                .contents()
                                .stream()
                                .map(this::blob)
                                .sorted(Comparator.comparing(Blob::key))
                                .toList());
    }

    private Blob blob(S3Object object) {
        return new Blob(object.key().substring(prefix.length()), object.size(), object.lastModified());
    }

    @Override
    public void delete(String key) {
        String name = prefix + BlobKeys.checked(key);
        ask(
                "delete",
                name,
                () -> client.deleteObject(delete -> delete.bucket(bucket).key(name)));
        copies.forget(key);
    }

    private <T> T ask(String what, String name, Supplier<T> call) {
        String where = "cannot " + what + " s3://" + bucket + "/" + name + ": ";
        try {
            return call.get();
        } catch (S3Exception e) {
            if (e.statusCode() >= 500 || e.statusCode() == TOO_MANY) {
                throw new TransientException(where + e.getMessage(), e);
            }
            throw new FatalException(where + words(e), e);
        } catch (SdkClientException e) {
            throw new TransientException(where + e.getMessage(), e);
        }
    }

    private static String words(S3Exception e) {
        return e.statusCode() == NOT_FOUND
                ? e.getMessage() + ": expected a bucket that is there"
                : e.getMessage() + ": expected credentials (AWS_ACCESS_KEY_ID, ...) with rights on it";
    }
}
