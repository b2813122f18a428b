package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.evaluator.TinyJob;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
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
    void missingBaseIsFatal() {
        // Given
        EvalTask task = EvalTask.newBuilder(bed.task(bed.stored(bed.slice(EvaluatedStreams.LABELS))))
                .setBaseSha256("0".repeat(64))
                .build();

        // When, Then
        assertThatThrownBy(() -> worker.measure(task, () -> {}))
                .isInstanceOf(FatalException.class)
                .hasMessageStartingWith("base tiny 0000")
                .hasMessageContaining("expected it there, put by `model import`");
    }

    private void assertUnusable(EvalTask task, String reason, String detail) {
        assertThatThrownBy(() -> worker.measure(task, () -> {}))
                .isInstanceOfSatisfying(
                        UnusableTaskException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(detail);
    }
}
