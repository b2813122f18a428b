package sharelora.predictor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.TrainedHead;
import sharelora.fixtures.SomeAdapter;
import sharelora.fixtures.TinyBase;
import sharelora.fixtures.TrainingJobs;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BatchRule;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.Job;
import sharelora.schemas.Promotion;
import sharelora.schemas.Query;
import sharelora.schemas.Stream;
import sharelora.schemas.Task;

/** A tiny base in a blob store, random checkpoints on it, and records about them. */
public final class Tiny {

    public static final String STREAM = "tickets";
    public static final List<String> LABELS = List.of("bug", "question");

    private static final int HIDDEN = 16;

    private final BlobStore blobs;
    private final Path folder;
    private final String sha256;
    private final String tokenizerSha256;

    /** Imports the base. */
    public Tiny(BlobStore blobs, Path folder) {
        this.blobs = blobs;
        this.folder = folder;
        try {
            Path base = TinyBase.write(folder.resolve("tiny"));
            sha256 = BlobFolder.publish(blobs, BlobNames.model("tiny"), base);
            tokenizerSha256 = Sha256.of(base.resolve("tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String sha256() {
        return sha256;
    }

    /** Classification of texts of at most 24 tokens. */
    public Stream stream() {
        return Stream.newBuilder()
                .setName(STREAM)
                .setBase("tiny")
                .setBaseSha256(sha256)
                .setTokenizerSha256(tokenizerSha256)
                .setInput(null)
                .setLabels(LABELS)
                .setMaxLength(12)
                .setBatch(new BatchRule(8, 1_000, 1, 200L))
                .setHoldoutPercent(0)
                .setTask(Task.CLASSIFICATION)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    public Job job(String id) {
        return TrainingJobs.job(id).setStream(STREAM).setBaseSha256(sha256).build();
    }

    /** A stored checkpoint whose numbers follow from its step. */
    public Checkpoint checkpoint(String job, long step) {
        return stored(job, step, adapter(step, sha256));
    }

    /** A stored checkpoint of a base of that hash. */
    public Checkpoint ofBase(String job, long step, String otherSha256) {
        return stored(job, step, adapter(step, otherSha256));
    }

    /** The same base, whose adapters say a number. */
    public Stream stream(String name) {
        return Stream.newBuilder(stream())
                .setName(name)
                .setLabels(List.of())
                .setTask(Task.REGRESSION)
                .build();
    }

    /** A stored checkpoint that says a number. */
    public Checkpoint scoring(String job, long step) {
        Random random = new Random(step);
        TrainedHead head = new MeanHead(List.of(), 10, SomeAdapter.numbers(random, HIDDEN), new float[] {1});
        return stored(job, step, adapter(step, sha256).withHead(head));
    }

    private Checkpoint stored(String job, long step, AdapterFolder adapter) {
        Path made = folder.resolve(job + "-" + step);
        PeftFolder.write(adapter, made);
        String id = BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, made);
        return SomeAdapter.checkpoint(job, step, id, sha256);
    }

    private static AdapterFolder adapter(long seed, String base) {
        Random random = new Random(seed);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            layers.add(Map.of("query", pair(random), "value", pair(random)));
        }
        return new AdapterFolder(
                new LowRankAdapter("tiny", base, ModuleNames.ENCODER, "lora", 4, false, 0, layers),
                new MeanHead(LABELS, 10, SomeAdapter.numbers(random, 2 * HIDDEN), SomeAdapter.numbers(random, 2)));
    }

    private static LowRankPair pair(Random random) {
        return new LowRankPair(
                HIDDEN, HIDDEN, SomeAdapter.numbers(random, 2 * HIDDEN), SomeAdapter.numbers(random, 2 * HIDDEN));
    }

    /** What a gate says when it promotes the checkpoint. */
    public static Promotion promotion(Checkpoint checkpoint) {
        return Promotion.newBuilder()
                .setJobId(checkpoint.getJobId())
                .setCheckpointId(checkpoint.getCheckpointId())
                .setCheckpoint(checkpoint.getBlob())
                .setAdapterName(checkpoint.getAdapterName())
                .setStep(checkpoint.getStep())
                .setPinned(false)
                .setVerdictId("v" + checkpoint.getStep())
                .setPromotedAt(Instant.EPOCH)
                .build();
    }

    public static Query query(int i) {
        return query(Integer.toString(i), "w" + i % 40 + " w" + i % 7 + " w" + i % 3);
    }

    public static Query query(String id, String text) {
        return new Query(id, text, null, null, false);
    }
}
