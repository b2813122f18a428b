package sharelora.evaluator.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.inference.LinearProbe;
import sharelora.models.cache.RecentlyUsed;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.BlobNames;

/** Slices and probes out of the blob store, verified; those used last stay in memory. Not thread-safe. */
final class Suites {

    private static final int MOST = 4;

    private final BlobStore blobs;
    private final Map<String, Slice> slices = new RecentlyUsed<>(MOST);
    private final Map<String, LinearProbe> probes = new RecentlyUsed<>(MOST);

    Suites(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** @throws UnusableTaskException where it is missing or damaged */
    Slice slice(String sha256) {
        return slices.computeIfAbsent(sha256, hash -> read("suite", BlobNames.suite(hash), hash, Slice::read));
    }

    /** @throws UnusableTaskException where it is missing or damaged */
    LinearProbe probe(String sha256) {
        return probes.computeIfAbsent(
                sha256, hash -> read("probe", BlobNames.probe(hash), hash, LinearProbe::fromBytes));
    }

    private <T> T read(String what, String key, String sha256, Function<byte[], T> decode) {
        try {
            byte[] bytes = Files.readAllBytes(blobs.fetch(key));
            if (!Sha256.of(bytes).equals(sha256)) {
                throw new UnusableTaskException(what + "-damaged", "blob " + key + " has SHA-256 " + Sha256.of(bytes));
            }
            return decode.apply(bytes);
        } catch (BlobMissingException e) {
            throw new UnusableTaskException(what + "-missing", e);
        } catch (UnreadableRecordException | ModelFormatException e) {
            throw new UnusableTaskException(what + "-damaged", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
