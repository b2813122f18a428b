package sharelora.evaluator.worker;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import sharelora.engine.EngineChoice;
import sharelora.evaluator.TinyJob;
import sharelora.evaluator.slice.HeldOutWindow;
import sharelora.evaluator.slice.MemoryLog;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.base.BaseCache;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalTask;
import sharelora.schemas.TokenBatch;

/** A job that has learned thirty steps, and what a worker needs to measure it. */
record WorkerTestBed(BlobStore blobs, TinyJob job, BaseCache bases) implements AutoCloseable {

    static final int RECORDS = 150;

    static WorkerTestBed learn(Path folder) {
        BlobStore blobs = BlobStore.open(folder.resolve("blobs").toUri());
        return new WorkerTestBed(
                blobs, TinyJob.learn(blobs, folder, 30, 30), new BaseCache(blobs, EngineChoice.STANDARD));
    }

    /** Held-out records with classes of these labels; not stored. */
    Slice slice(List<String> labels) {
        TokenBatch records = TokenBatch.newBuilder(EvaluatedStreams.batch(2_000, 2_000 + RECORDS))
                .setLabels(labels)
                .build();
        return new HeldOutWindow(new MemoryLog().add(records), RECORDS).slice(EvaluatedStreams.checkpoint(30, 3_000));
    }

    Slice stored(Slice slice) {
        blobs.put(BlobNames.suite(slice.sha256()), slice.bytes());
        return slice;
    }

    /** The last checkpoint's. */
    Path checkpointFolder() {
        return BlobFolder.fetch(
                blobs, BlobNames.CHECKPOINTS, job.checkpoints().getLast().getCheckpointId());
    }

    /** The last checkpoint beside step zero on the whole slice. */
    EvalTask task(Slice slice) {
        return EvalTask.newBuilder()
                .setTaskId("task")
                .setJobId(EvaluatedStreams.JOB)
                .setCheckpointId(job.checkpoints().getLast().getCheckpointId())
                .setStep(30)
                .setStepZeroId(job.checkpoints().getFirst().getCheckpointId())
                .setBase("tiny")
                .setBaseSha256(job.baseSha256())
                .setSuite("holdout")
                .setSuiteSha256(slice.sha256())
                .setShard(0)
                .setShards(1)
                .setFrom(0)
                .setTo(RECORDS)
                .setRecords(RECORDS)
                .setDeadlineAt(Instant.EPOCH)
                .build();
    }

    @Override
    public void close() {
        bases.close();
    }
}
