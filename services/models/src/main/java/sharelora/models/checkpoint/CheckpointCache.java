package sharelora.models.checkpoint;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.checkpoint.CheckpointFolder;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.LinearProbe;
import sharelora.engine.model.BaseModel;
import sharelora.models.cache.RecentlyUsed;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;

/**
 * Checkpoints, open to predict with: the {@value #MOST} used last. One thread at a time may use it. A predictor is open
 * until {@value #MOST} others were asked for after it.
 */
public final class CheckpointCache implements AutoCloseable {

    /** A candidate, its incumbent and its step zero, and those before. */
    private static final int MOST = 6;

    private final BlobStore blobs;
    private final int threads;
    private final Map<Opened, InferenceModel> open = new LinkedHashMap<>(MOST, 0.75f, true);
    private final Map<Name, Optional<LinearProbe>> heads = new RecentlyUsed<>(MOST);

    /** @param threads that each predictor computes on */
    public CheckpointCache(BlobStore blobs, int threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    private record Name(String checkpointId, List<String> labels) {}

    /** @param base the very one: the same files are another one in another arithmetic */
    private record Opened(BaseModel base, Name name) {}

    /**
     * The checkpoint on its base. Labels that were appended after it was made get rows of zeros, as they would have had
     * in training before their first record.
     *
     * @param labels that targets point into; the checkpoint's, or longer
     * @throws sharelora.platform.blobs.BlobMissingException where there is no such checkpoint (any more)
     * @throws sharelora.platform.blobs.BlobDamagedException where a file is not what its hash says
     * @throws sharelora.engine.format.ModelFormatException where a file is no adapter
     */
    public InferenceModel predictor(BaseModel base, String checkpointId, List<String> labels) {
        Opened name = new Opened(base, new Name(checkpointId, List.copyOf(labels)));
        InferenceModel known = open.get(name);
        if (known != null) {
            return known;
        }
        InferenceModel predictor = InferenceModel.of(base, adapter(checkpointId, labels), threads);
        open.put(name, predictor);
        if (open.size() > MOST) {
            Iterator<InferenceModel> oldest = open.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        return predictor;
    }

    /**
     * Its head, where it is linear and says all there is to say since the adapter adds nothing to the base: step 0, unless
     * that began with an imported one. Throws what {@link #predictor} throws.
     */
    public Optional<LinearProbe> headAlone(String checkpointId, List<String> labels) {
        return heads.computeIfAbsent(new Name(checkpointId, List.copyOf(labels)), name -> {
            AdapterFolder adapter = adapter(checkpointId, labels);
            return adapter.addsNothing() && adapter.head() instanceof MeanHead head
                    ? Optional.of(LinearProbe.of(head))
                    : Optional.empty();
        });
    }

    /** The checkpoint with rows of zeros for the labels that it does not have yet. */
    private AdapterFolder adapter(String checkpointId, List<String> labels) {
        AdapterFolder stored = CheckpointFolder.read(BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpointId));
        TrainedHead head = stored.head();
        return head.labels().size() < labels.size() ? stored.withHead(head.withLabels(labels)) : stored;
    }

    @Override
    public void close() {
        open.values().forEach(InferenceModel::close);
        open.clear();
        heads.clear();
    }
}
