package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.EngineChoice;
import sharelora.evaluator.TinyJob;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.fixtures.TinyBase;
import sharelora.models.base.BaseCache;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;

/** What a worker says of tasks that cannot be done. */
class UnusableTaskTest {

    @TempDir
    private static Path folder;

    private static WorkerTestBed bed;

    private EvalWorker worker;

    @BeforeAll
    static void learn() {
        bed = WorkerTestBed.learn(folder);
    }

    @AfterAll
    static void leave() {
        bed.close();
    }

    @BeforeEach
    void open() {
        worker = new EvalWorker(bed.blobs(), bed.bases(), 2);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void namesThePrecisionThatIsNoneHere() {
        // Given: of a later planner
        EvalTask task = EvalTask.newBuilder(bed.task(bed.stored(bed.slice(EvaluatedStreams.LABELS))))
                .setPrecision("int2")
                .build();

        // When, Then
        assertUnusable(task, "precision-unavailable", "precision is int2");
    }

    @Test
    void namesTheSuiteThatIsMissing() {
        // Given
        EvalTask task = EvalTask.newBuilder(bed.task(bed.slice(EvaluatedStreams.LABELS)))
                .setSuiteSha256("f".repeat(64))
                .build();

        // When, Then
        assertUnusable(task, "suite-missing", "f".repeat(64));
    }

    @Test
    void namesTheSuiteThatIsDamaged() {
        // Given
        String sha256 = "a".repeat(64);
        bed.blobs().put(BlobNames.suite(sha256), new byte[] {1, 2, 3});

        // When, Then
        assertUnusable(
                EvalTask.newBuilder(bed.task(bed.slice(EvaluatedStreams.LABELS)))
                        .setSuiteSha256(sha256)
                        .build(),
                "suite-damaged",
                sha256);
    }

    @Test
    void namesTheCheckpointThatIsMissing() {
        // Given
        EvalTask task = EvalTask.newBuilder(bed.task(bed.stored(bed.slice(EvaluatedStreams.LABELS))))
                .setCheckpointId("f".repeat(64))
                .build();

        // When, Then
        assertUnusable(task, "checkpoint-missing", "f".repeat(64));
    }

    @Test
    void namesTheCheckpointFileThatIsDamaged() throws IOException {
        // Given
        BlobStore other = BlobStore.open(folder.resolve("damaged").toUri());
        TinyJob twin = TinyJob.learn(other, folder.resolve("twin"), 1, 1);
        Checkpoint damaged = twin.checkpoints().getLast();
        Slice slice = bed.slice(EvaluatedStreams.LABELS);
        other.put(BlobNames.suite(slice.sha256()), slice.bytes());
        Path file = BlobFolder.fetch(other, BlobNames.CHECKPOINTS, damaged.getCheckpointId())
                .resolve("head.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
        EvalTask task = EvalTask.newBuilder(bed.task(slice))
                .setCheckpointId(damaged.getCheckpointId())
                .build();

        // When, Then
        try (EvalWorker there = new EvalWorker(other, bed.bases(), 1)) {
            assertThatThrownBy(() -> there.measure(task, () -> {}))
                    .isInstanceOfSatisfying(
                            UnusableTaskException.class,
                            e -> assertThat(e.reason()).isEqualTo("checkpoint-damaged"))
                    .hasMessageContaining("head.safetensors");
        }
    }

    @Test
    void emptySliceIsSaidClearly() {
        // Given
        EvalTask task = EvalTask.newBuilder(bed.task(bed.slice(EvaluatedStreams.LABELS)))
                .setRecords(0)
                .setFrom(0)
                .setTo(0)
                .build();

        // When, Then
        assertUnusable(task, "suite-empty", "no record was held out below the checkpoint's input");
    }

    @Test
    void namesTheBaseThatIsMissingAndGoesOnWithOthers() {
        // Given
        EvalTask sound = bed.task(bed.stored(bed.slice(EvaluatedStreams.LABELS)));
        EvalTask task = EvalTask.newBuilder(sound).setBaseSha256("0".repeat(64)).build();

        // When, Then
        assertUnusable(task, "base-missing", "base tiny 0000");
        assertUnusable(task, "base-missing", "expected it there, put by `model import`");
        assertThat(worker.measure(sound, () -> {}).records()).isEqualTo(WorkerTestBed.RECORDS);
    }

    @Test
    void opensABaseAgainOnlyAfterItsBackOff() throws IOException {
        // Given
        BlobStore blobs = BlobStore.open(folder.resolve("bases").toUri());
        Path base = TinyBase.write(folder.resolve("late"));
        String sha256 =
                BlobFolder.publish(BlobStore.open(folder.resolve("elsewhere").toUri()), "models/tiny", base);
        EvalTask task = EvalTask.newBuilder(bed.task(bed.slice(EvaluatedStreams.LABELS)))
                .setBaseSha256(sha256)
                .build();
        AtomicLong now = new AtomicLong();

        // When, Then
        try (BaseCache cache = new BaseCache(blobs, EngineChoice.STANDARD)) {
            TaskBases bases = new TaskBases(cache, now::get);
            assertThatThrownBy(() -> bases.of(task)).isInstanceOf(UnusableTaskException.class);
            BlobFolder.publish(blobs, "models/tiny", base);
            assertThatThrownBy(() -> bases.of(task)).isInstanceOf(UnusableTaskException.class);
            now.set(Duration.ofSeconds(1).toNanos());
            assertThat(bases.of(task).shape().positions()).isEqualTo(24);
        }
    }

    private void assertUnusable(EvalTask task, String reason, String detail) {
        assertThatThrownBy(() -> worker.measure(task, () -> {}))
                .isInstanceOfSatisfying(
                        UnusableTaskException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(detail);
    }
}
