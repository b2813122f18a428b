package sharelora.evaluator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.engine.training.Consumed;
import sharelora.engine.training.FineTuneSpec;
import sharelora.engine.training.FineTuner;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Schedule;
import sharelora.engine.training.TrainingSpec;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.fixtures.TinyBase;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.OffsetRange;
import sharelora.schemas.TokenBatch;
import sharelora.schemas.Topics;

/** A job that has really learned: its base and checkpoints are in the blob store. */
public final class TinyJob {

    /** Records of a token batch: the input's [32 i, 32 i + 24); the eight after them are held out. */
    public static final int LEARNED = 24;

    /** Records of the input from one token batch to the next. */
    public static final int STRIDE = 32;

    /** With smaller weights than the standard base, so that a linear probe too can tell the classes apart. */
    private static final TinyBase BASE = new TinyBase(16, 2, 46, 24, 0.1, false);

    private final String baseSha256;
    private final List<Checkpoint> checkpoints = new ArrayList<>();

    private TinyJob(String baseSha256) {
        this.baseSha256 = baseSha256;
    }

    /** Learns {@code steps} batches, with a checkpoint at step 0 and after every {@code every} of them; none is final. */
    public static TinyJob learn(BlobStore blobs, Path folder, int steps, int every) {
        Path base = base(folder);
        TinyJob job = new TinyJob(BlobFolder.publish(blobs, BlobNames.model("tiny"), base));
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.open(engine, base);
                FineTuner tuner = FineTuner.start(model, job.subject(), 1)) {
            job.checkpoint(blobs, model, tuner, folder);
            for (int step = 1; step <= steps; step++) {
                tuner.step(packed(tokenBatch(step - 1)), EvaluatedStreams.LABELS, consumed(step - 1));
                if (step % every == 0) {
                    job.checkpoint(blobs, model, tuner, folder);
                }
            }
        }
        return job;
    }

    /** The token batch at that offset. */
    public static TokenBatch tokenBatch(long offset) {
        return EvaluatedStreams.batch(STRIDE * offset, STRIDE * offset + LEARNED);
    }

    /** What was held out of the input beside that token batch. */
    public static TokenBatch evalBatch(long offset) {
        return EvaluatedStreams.batch(STRIDE * offset + LEARNED, STRIDE * (offset + 1));
    }

    public static PackedBatch packed(TokenBatch batch) {
        return new PackedBatch(ints(batch.getTokenIds()), ints(batch.getSequenceStarts()), ints(batch.getTargets()));
    }

    public List<Checkpoint> checkpoints() {
        return checkpoints;
    }

    public String baseSha256() {
        return baseSha256;
    }

    private FineTuneSpec subject() {
        return new FineTuneSpec(
                "tiny",
                baseSha256,
                "c".repeat(64),
                Task.CLASSIFICATION,
                new LowRankSpec(LowRankMethod.SHARE_A, 4, 8, 0, List.of("query", "value")),
                HeadSpec.MEAN,
                new TrainingSpec(3e-3, Schedule.constant(5), 0.01, 1.0, 7, 2, false),
                EvaluatedStreams.LABELS);
    }

    private void checkpoint(BlobStore blobs, BaseModel model, FineTuner tuner, Path folder) {
        long step = tuner.state().progress().step();
        Path made = folder.resolve("checkpoint-" + step);
        PeftFolder.write(tuner.state().exported(model.shape()), made);
        String id = BlobFolder.publish(blobs, BlobNames.CHECKPOINTS, made);
        checkpoints.add(Checkpoint.newBuilder(EvaluatedStreams.checkpoint(step, inputs(step), false))
                .setCheckpointId(id)
                .setBlob("checkpoints/" + id)
                .setBaseSha256(baseSha256)
                .build());
    }

    private static Path base(Path folder) {
        try {
            return BASE.writeTo(folder.resolve("base"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<OffsetRange> inputs(long step) {
        return step == 0
                ? List.of()
                : List.of(new OffsetRange(EvaluatedStreams.INPUT, 0, 0L, STRIDE * (step - 1) + LEARNED));
    }

    private static Consumed consumed(long offset) {
        long from = STRIDE * offset;
        return new Consumed(
                offset + 1,
                LEARNED,
                List.of(new OffsetSpan(
                        Topics.tokenBatches(EvaluatedStreams.STREAM).name(), 0, offset, offset + 1)),
                List.of(new OffsetSpan(EvaluatedStreams.INPUT, 0, from, from + LEARNED)));
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
