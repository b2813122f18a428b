package sharelora.models.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
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
 * Checkpoints, open to predict with: the {@value #MOST} used last. One thread at a time may use it, and a predictor only
 * until three others were asked for.
 */
public final class CheckpointCache implements AutoCloseable {

    /** A candidate, its incumbent and its step zero, and those before. */
    private static final int MOST = 6;

    private final BlobStore blobs;
    private final int threads;
    private final Map<Name, InferenceModel> open = new LinkedHashMap<>(MOST, 0.75f, true);
    private final Map<Name, Optional<LinearProbe>> heads = new RecentlyUsed<>(MOST);

    /** @param threads that each predictor computes on */
    public CheckpointCache(BlobStore blobs, int threads) {
        this.blobs = blobs;
        this.threads = threads;
    }

    private record Name(String checkpointId, List<String> labels) {}

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
        Name name = new Name(checkpointId, List.copyOf(labels));
        InferenceModel known = open.get(name);
        if (known != null) {
            return known;
        }
        InferenceModel predictor = open(base, checkpointId, labels);
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
            AdapterFolder adapter = PeftFolder.read(folder(checkpointId));
            return adapter.addsNothing() && head(adapter, labels) instanceof MeanHead head
                    ? Optional.of(LinearProbe.of(head))
                    : Optional.empty();
        });
    }

    private Path folder(String checkpointId) {
        return BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpointId);
    }

    private static TrainedHead head(AdapterFolder adapter, List<String> labels) {
        TrainedHead head = adapter.head();
        return head.labels().size() < labels.size() ? head.withLabels(labels) : head;
    }

    private InferenceModel open(BaseModel base, String checkpointId, List<String> labels) {
        Path folder = folder(checkpointId);
        AdapterFolder adapter = PeftFolder.read(folder);
        TrainedHead head = head(adapter, labels);
        if (head.equals(adapter.head())) {
            return InferenceModel.open(base, folder, threads);
        }
        try {
            Path grown = Files.createTempDirectory("grown-head");
            try {
                PeftFolder.write(adapter.withHead(head), grown);
                return InferenceModel.open(base, grown, threads);
            } finally {
                remove(grown);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for a grown head: " + e.getMessage(), e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Override
    public void close() {
        open.values().forEach(InferenceModel::close);
        open.clear();
        heads.clear();
    }
}
