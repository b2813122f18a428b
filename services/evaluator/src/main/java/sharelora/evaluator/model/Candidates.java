package sharelora.evaluator.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sharelora.engine.format.AdapterFolder;
import sharelora.engine.format.MeanHead;
import sharelora.engine.format.PeftFolder;
import sharelora.engine.inference.Predictor;
import sharelora.engine.model.BaseModel;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;

/**
 * Checkpoints, open to predict with: the {@value #MOST} used last. One thread at a time may use it, and a predictor only
 * until the next but one is asked for.
 */
public final class Candidates implements AutoCloseable {

    /** A candidate and its step zero, and the pair before. */
    private static final int MOST = 4;

    private final BlobStore blobs;
    private final int threads;
    private final Map<Name, Predictor> open = new LinkedHashMap<>(MOST, 0.75f, true);

    /** @param threads that each predictor computes on */
    public Candidates(BlobStore blobs, int threads) {
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
    public Predictor predictor(BaseModel base, String checkpointId, List<String> labels) {
        Name name = new Name(checkpointId, List.copyOf(labels));
        Predictor known = open.get(name);
        if (known != null) {
            return known;
        }
        Path folder = BlobFolder.fetch(blobs, BlobNames.CHECKPOINTS, checkpointId);
        Predictor predictor = withLabels(base, folder, name.labels());
        open.put(name, predictor);
        if (open.size() > MOST) {
            Iterator<Predictor> oldest = open.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        return predictor;
    }

    private Predictor withLabels(BaseModel base, Path folder, List<String> labels) {
        AdapterFolder adapter = PeftFolder.read(folder);
        List<String> own = adapter.head().labels();
        if (own.size() >= labels.size()) {
            return Predictor.open(base, folder, threads);
        }
        if (!labels.subList(0, own.size()).equals(own)) {
            throw new IllegalArgumentException(folder + " has the labels " + own + ", expected " + labels);
        }
        try {
            Path grown = Files.createTempDirectory("grown-head");
            try {
                PeftFolder.write(grown(adapter, labels), grown);
                return Predictor.open(base, grown, threads);
            } finally {
                remove(grown);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for a grown head: " + e.getMessage(), e);
        }
    }

    private static AdapterFolder grown(AdapterFolder adapter, List<String> labels) {
        MeanHead head = adapter.head();
        MeanHead longer = new MeanHead(
                labels,
                head.scale(),
                Arrays.copyOf(head.weight(), labels.size() * head.hidden()), // [C, D]
                Arrays.copyOf(head.bias(), labels.size())); // [C]
        return new AdapterFolder(
                adapter.base(),
                adapter.baseSha256(),
                adapter.method(),
                adapter.alpha(),
                adapter.dropout(),
                adapter.layers(),
                longer);
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
        open.values().forEach(Predictor::close);
        open.clear();
    }
}
