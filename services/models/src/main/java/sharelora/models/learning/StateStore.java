package sharelora.models.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.WrittenFile;
import sharelora.engine.training.OtherStateFormatException;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.host.WorkingFolder;
import sharelora.schemas.BlobNames;
import sharelora.schemas.KeptState;

/** A job's states in the blob store. */
public final class StateStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

    private final BlobStore blobs;
    private final String jobId;
    private final Path draft;

    private StateStore(BlobStore blobs, String jobId, Path draft) {
        this.blobs = blobs;
        this.jobId = jobId;
        this.draft = draft;
    }

    public static StateStore of(BlobStore blobs, String jobId) {
        try {
            return new StateStore(
                    blobs, jobId, Files.createTempFile(WorkingFolder.ofThisProcess(), "state-", ".safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the state beside the store, to learn its hash; {@link #publish} puts it in.
     *
     * @throws TransientException where there is no room for it
     */
    public WrittenFile draft(TrainingState state) {
        try {
            return StateFile.write(state, draft);
        } catch (UncheckedIOException e) {
            throw new TransientException("job " + jobId + ": no state can be written: " + e.getMessage(), e);
        }
    }

    /** When it returns, what was drafted is durable under the name of that state. */
    public void publish(KeptState state) {
        blobs.put(BlobNames.state(jobId, state), draft);
    }

    /** Puts what was drafted in place of a blob that is damaged or gone; its hash proves that it is what was lost. */
    public void restore(KeptState state) {
        blobs.delete(BlobNames.state(jobId, state));
        publish(state);
    }

    /**
     * The first of these that is whole.
     *
     * @param kept newest first
     * @return empty where none is
     * @throws FatalException where the newest whole one is of another version of this program
     */
    public Optional<TrainingState> newestWhole(List<KeptState> kept) {
        return kept.stream().map(this::read).flatMap(Optional::stream).findFirst();
    }

    /**
     * The state of that step and hash, if it is there and whole.
     *
     * @throws FatalException where it is of another version of this program
     */
    public Optional<TrainingState> find(long step, String sha256) {
        return read(BlobNames.state(jobId, step, sha256), sha256);
    }

    private Optional<TrainingState> read(KeptState state) {
        return read(BlobNames.state(jobId, state), state.getSha256());
    }

    private Optional<TrainingState> read(String key, String sha256) {
        try {
            Path file = blobs.fetch(key);
            String found = Sha256.of(file);
            if (found.equals(sha256)) {
                return Optional.of(StateFile.read(file));
            }
            LOG.warn("damaged state passed over job={} blob={} sha256={}", jobId, key, found);
        } catch (OtherStateFormatException e) {
            throw new FatalException(
                    "job " + jobId + ": " + e.getMessage()
                            + ": go on with that version, or start another job from a checkpoint of this one",
                    e);
        } catch (BlobMissingException | ModelFormatException e) {
            LOG.warn("damaged state passed over job={} blob={} cause={}", jobId, key, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            LOG.warn("left behind file={} cause={}", draft, e.toString()); // a temporary file; nothing depends on it
        }
    }
}
