package sharelora.predictor.adapter;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import sharelora.engine.batch.ShardExecutor;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.MixedInference;
import sharelora.engine.model.BaseModel;
import sharelora.models.base.ArithmeticRecords;
import sharelora.models.base.BaseCache;
import sharelora.platform.blobs.BlobDamagedException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobMissingException;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.predictor.compute.Answering;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.predictor.compute.ServedAdapter;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Job;

/**
 * Checkpoints out of the blob store, each file verified, on their bases. All on one base share its threads and what these
 * compute in, so that another adapter takes the memory of its numbers alone.
 */
public final class AdapterLoader implements AutoCloseable {

    private final BlobStore blobs;
    private final BaseCache bases;
    private final int threads;
    private final Map<BaseModel, MixedInference> open = new HashMap<>();

    /** @param threads that each base computes on */
    public AdapterLoader(BlobStore blobs, BaseCache bases, int threads) {
        this.blobs = blobs;
        this.bases = bases;
        this.threads = threads;
    }

    /**
     * Opens the checkpoint for that job, in the precision of the job's evaluation. The caller closes it.
     *
     * @param words the text of tokens that it generates
     * @throws FatalException where checkpoint or base is missing, damaged, or not what the job learns
     * @throws sharelora.platform.failure.TransientException where the blob store does not answer
     */
    public ServedAdapter load(Job job, ServedCheckpoint checkpoint, QueryTokenizer words) {
        if (checkpoint.isUnknown()) {
            throw new FatalException(
                    "job " + job.getJobId() + " has announced none of that name, expected the id of one,"
                            + " the beginning of one alone, or an adapter's name");
        }
        try {
            BaseModel base = bases.model(job.getBase(), job.getBaseSha256(), ArithmeticRecords.evaluation(job));
            Path folder = BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpoint.checkpointId());
            AdapterFolder adapter = CheckpointFolder.read(folder);
            requireBase(job, adapter);
            MixedInference together = on(base);
            InferenceModel model = InferenceModel.of(base, adapter, together.threads());
            requireTask(job, model);
            return new ServedAdapter(
                    checkpoint,
                    new Answering(model, together, base.shape(), base.tokens().ends(), words::words));
        } catch (BlobMissingException | BlobDamagedException | ModelFormatException | IllegalArgumentException e) {
            throw new FatalException(e.getMessage(), e);
        }
    }

    private synchronized MixedInference on(BaseModel base) {
        return open.computeIfAbsent(
                base, absent -> new MixedInference(base, ShardExecutor.shared(base.engine(), threads)));
    }

    /** Ends the threads, after all that was loaded was closed and before the bases are. */
    @Override
    public synchronized void close() {
        open.values().forEach(each -> each.threads().close());
        open.clear();
    }

    private static void requireBase(Job job, AdapterFolder adapter) {
        if (!adapter.baseSha256().equals(job.getBaseSha256())) {
            throw new IllegalArgumentException("the adapter is of base " + adapter.base() + " " + adapter.baseSha256()
                    + ", expected " + job.getBase() + " " + job.getBaseSha256());
        }
    }

    private static void requireTask(Job job, InferenceModel model) {
        if (!model.task().name().equals(job.getTask().name())) {
            model.close();
            throw new IllegalArgumentException(
                    "the adapter is for " + model.task().id() + ", expected one for "
                            + job.getTask().name().toLowerCase(Locale.ROOT));
        }
    }
}
