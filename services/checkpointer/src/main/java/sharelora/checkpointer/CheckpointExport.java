package sharelora.checkpointer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import sharelora.engine.adapter.ParameterCount;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.training.OtherStateFormatException;
import sharelora.engine.training.StateFile;
import sharelora.engine.training.TrainingState;
import sharelora.models.base.BaseShapes;
import sharelora.models.learning.OffsetRanges;
import sharelora.models.learning.Restores;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.TransientException;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.CheckpointFormat;
import sharelora.schemas.KeptState;

/**
 * Writes a training state as a folder that other programs load, in the format of its method. The same state and parent give the same bytes,
 * whichever process exports them and however often.
 */
final class CheckpointExport {

    private static final int NAME_HASH = 12;

    private final BlobStore blobs;
    private final BaseShapes shapes;

    CheckpointExport(BlobStore blobs) {
        this.blobs = blobs;
        this.shapes = new BaseShapes(blobs);
    }

    /**
     * Stores the folder and returns its announcement. The folder is durable when this method returns.
     *
     * @param parent id of the job's previous checkpoint
     * @throws LostStateException if the blob of the state is missing or damaged
     * @throws TransientException if the folder cannot be stored at the moment
     */
    Checkpoint publish(AdapterSnapshot manifest, KeptState kept, Optional<String> parent) throws LostStateException {
        TrainingState state = read(manifest.getJobId(), kept);
        ModelShape shape = shapes.of(state.subject().base(), state.subject().baseSha256());
        try (TemporaryFolder draft = TemporaryFolder.create()) {
            AdapterFolder folder = state.exported(shape);
            CheckpointFolder.Format format = CheckpointFolder.write(folder, draft.folder());
            CanonicalJson.write(
                    draft.folder().resolve(Lineage.FILE), Lineage.of(manifest, state, kept.getSha256(), parent));
            String id = BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, draft.folder());
            return announcement(manifest, kept, state, shape)
                    .setRank(folder.rank())
                    .setCheckpointId(id)
                    .setBlob(BlobNames.CHECKPOINTS + "/" + id)
                    .setAdapterName(manifest.getJobId() + "-" + kept.getStep() + "-" + id.substring(0, NAME_HASH))
                    .setAdapterSha256(Sha256.of(CheckpointFolder.numbers(draft.folder())))
                    .setFormat(
                            switch (format) {
                                case PEFT -> CheckpointFormat.PEFT;
                                case NATIVE -> CheckpointFormat.NATIVE;
                            })
                    .setParent(parent.orElse(null))
                    .setAnnouncedAt(Instant.now())
                    .build();
        } catch (IOException | UncheckedIOException e) {
            throw new TransientException("checkpoint of step " + kept.getStep() + " cannot be written: " + e, e);
        }
    }

    private TrainingState read(String jobId, KeptState kept) throws LostStateException {
        String key = BlobNames.state(jobId, kept);
        try {
            Path file = blobs.fetch(key);
            String found = Sha256.of(file);
            if (!found.equals(kept.getSha256())) {
                throw new LostStateException("state-damaged", "blob " + key + " has SHA-256 " + found);
            }
            return StateFile.read(file);
        } catch (BlobMissingException e) {
            throw new LostStateException("state-missing", e.getMessage());
        } catch (OtherStateFormatException e) {
            throw new LostStateException("state-of-another-version", e.getMessage());
        } catch (ModelFormatException e) {
            throw new LostStateException("state-damaged", e.getMessage());
        } catch (IOException e) {
            throw new TransientException("blob " + key + " cannot be read: " + e, e);
        }
    }

    private static Checkpoint.Builder announcement(
            AdapterSnapshot manifest, KeptState kept, TrainingState state, ModelShape shape) {
        return Checkpoint.newBuilder()
                .setJobId(manifest.getJobId())
                .setStream(manifest.getStream())
                .setStep(kept.getStep())
                .setFinal$(kept.getFinal$())
                .setBase(state.subject().base())
                .setBaseSha256(state.subject().baseSha256())
                .setTokenizerSha256(state.subject().tokenizerSha256())
                .setStateSha256(kept.getSha256())
                .setMethod(state.subject().adapter().method().id())
                .setTrainableParameters(ParameterCount.of(shape, state.subject().adapter()))
                .setLabels(state.subject().labels())
                .setRecords(state.progress().records())
                .setLearnedFrom(OffsetRanges.of(state.progress().learnedFrom()))
                .setInputs(OffsetRanges.of(state.progress().inputs()))
                .setRestores(Restores.records(state.progress().restores()));
    }
}
