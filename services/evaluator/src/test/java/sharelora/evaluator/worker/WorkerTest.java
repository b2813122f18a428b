package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.Engines;
import sharelora.engine.inference.LinearProbe;
import sharelora.engine.inference.Predictor;
import sharelora.engine.training.PackedBatch;
import sharelora.evaluator.Streams;
import sharelora.evaluator.TinyJob;
import sharelora.evaluator.model.Bases;
import sharelora.evaluator.slice.HeldOutWindow;
import sharelora.evaluator.slice.MemoryLog;
import sharelora.evaluator.slice.Slice;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.failure.FatalException;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;
import sharelora.schemas.TokenBatch;

class WorkerTest {

    private static final int RECORDS = 150;

    @TempDir
    private static Path folder;

    private static BlobStore blobs;
    private static TinyJob job;
    private static Bases bases;

    private Worker worker;

    @BeforeAll
    static void learn() {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
        job = TinyJob.learn(blobs, folder, 30, 30);
        bases = new Bases(blobs, Engines.fused());
    }

    @AfterAll
    static void closeBases() {
        bases.close();
    }

    @BeforeEach
    void open() {
        worker = new Worker(blobs, bases, 2);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void measuresCandidateStepZeroAndProbeOnTheSameRecords() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        EvalTask task = EvalTask.newBuilder(task(slice))
                .setFrom(20)
                .setTo(RECORDS)
                .setProbeSha256(probe(slice))
                .build();

        // When
        Worker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.targets()).hasSize(RECORDS - 20);
        assertThat(findings.measurements())
                .extracting(Measurement::getSubject)
                .containsExactly(Subject.CANDIDATE, Subject.STEP_ZERO, Subject.LINEAR_PROBE);
        assertThat(findings.measurements().get(1).getPredictions()).containsOnly(0);
        assertThat(findings.measurements().get(1).getLossSum()).isCloseTo((RECORDS - 20) * Math.log(3), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
        assertThat(accuracy(findings, 2)).isGreaterThan(0.9);
    }

    @Test
    void saysWhatThePredictorSaysOfTheWholeShard() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        PackedBatch all = slice.cut(0, RECORDS);

        // When
        Measurement candidate =
                worker.measure(task(slice), () -> {}).measurements().getFirst();

        // Then
        try (Predictor predictor = Predictor.open(bases.base("tiny", job.baseSha256()), checkpointFolder(), 1)) {
            assertThat(candidate.getPredictions())
                    .containsExactlyElementsOf(
                            Arrays.stream(predictor.predict(all).classes())
                                    .boxed()
                                    .toList());
            assertThat(candidate.getLossSum())
                    .isCloseTo(Arrays.stream(predictor.predict(all).losses()).sum(), within(1e-3));
        }
    }

    @Test
    void repeatingATaskFindsTheSameBits() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        Worker.Findings first = worker.measure(task(slice), () -> {});

        // When
        Worker.Findings again;
        try (Worker other = new Worker(blobs, bases, 1)) {
            again = other.measure(task(slice), () -> {});
        }

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void labelThatWasAppendedLaterIsKnownAsOneThatWasNeverSeen() {
        // Given
        List<String> longer = List.of("low", "high", "other", "new");
        Slice slice = stored(slice(longer));

        // When
        Worker.Findings findings = worker.measure(task(slice), () -> {});

        // Then
        assertThat(findings.measurements().get(1).getLossSum()).isCloseTo(RECORDS * Math.log(4), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
    }

    @Test
    void missingStepZeroIsLeftOut() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        EvalTask task = EvalTask.newBuilder(task(slice)).setStepZeroId("").build();

        // When
        Worker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.measurements()).extracting(Measurement::getSubject).containsExactly(Subject.CANDIDATE);
    }

    @Test
    void stepZeroThatBeganWithALearnedAdapterIsMeasuredAsWhatItIs() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        EvalTask task = EvalTask.newBuilder(task(slice))
                .setStepZeroId(task(slice).getCheckpointId())
                .build();

        // When
        Worker.Findings findings = worker.measure(task, () -> {});

        // Then
        Measurement candidate = findings.measurements().getFirst();
        assertThat(findings.measurements().get(1))
                .isEqualTo(Measurement.newBuilder(candidate)
                        .setSubject(Subject.STEP_ZERO)
                        .build());
    }

    @Test
    void givesASignOfLifeBetweenChunks() {
        // Given
        Slice slice = stored(slice(Streams.LABELS));
        List<Long> signs = new ArrayList<>();

        // When
        worker.measure(task(slice), () -> signs.add(System.nanoTime()));

        // Then: once the model is there, and after 64, 128 and 150 records
        assertThat(signs).hasSize(4);
    }

    @Test
    void namesTheSuiteThatIsMissing() {
        // Given
        EvalTask task = EvalTask.newBuilder(task(slice(Streams.LABELS)))
                .setSuiteSha256("f".repeat(64))
                .build();

        // When, Then
        assertUnusable(task, "suite-missing", "f".repeat(64));
    }

    @Test
    void namesTheSuiteThatIsDamaged() {
        // Given
        String sha256 = "a".repeat(64);
        blobs.put(BlobNames.suite(sha256), new byte[] {1, 2, 3});

        // When, Then
        assertUnusable(
                EvalTask.newBuilder(task(slice(Streams.LABELS)))
                        .setSuiteSha256(sha256)
                        .build(),
                "suite-damaged",
                sha256);
    }

    @Test
    void namesTheCheckpointThatIsMissing() {
        // Given
        EvalTask task = EvalTask.newBuilder(task(stored(slice(Streams.LABELS))))
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
        Slice slice = slice(Streams.LABELS);
        other.put(BlobNames.suite(slice.sha256()), slice.bytes());
        Path file = BlobFolder.fetch(other, BlobNames.CHECKPOINTS, damaged.getCheckpointId())
                .resolve("head.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
        EvalTask task = EvalTask.newBuilder(task(slice))
                .setCheckpointId(damaged.getCheckpointId())
                .build();

        // When, Then
        try (Worker there = new Worker(other, bases, 1)) {
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
        EvalTask task = EvalTask.newBuilder(task(slice(Streams.LABELS)))
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
        EvalTask task = EvalTask.newBuilder(task(stored(slice(Streams.LABELS))))
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

    private static Slice slice(List<String> labels) {
        TokenBatch records = TokenBatch.newBuilder(Streams.batch(2_000, 2_000 + RECORDS))
                .setLabels(labels)
                .build();
        return new HeldOutWindow(new MemoryLog().add(records), RECORDS).slice(Streams.checkpoint(30, 3_000));
    }

    private static Slice stored(Slice slice) {
        blobs.put(BlobNames.suite(slice.sha256()), slice.bytes());
        return slice;
    }

    private static String probe(Slice slice) {
        PackedBatch all = slice.cut(0, RECORDS);
        try (Predictor predictor = Predictor.open(bases.base("tiny", job.baseSha256()), checkpointFolder(), 1)) {
            byte[] bytes = LinearProbe.fit(predictor.features(all), all.classes(), 3, 7)
                    .toBytes();
            blobs.put(BlobNames.probe(Sha256.of(bytes)), bytes);
            return Sha256.of(bytes);
        }
    }

    private static Path checkpointFolder() {
        return BlobFolder.fetch(
                blobs, BlobNames.CHECKPOINTS, job.checkpoints().getLast().getCheckpointId());
    }

    private static EvalTask task(Slice slice) {
        return EvalTask.newBuilder()
                .setTaskId("task")
                .setJobId(Streams.JOB)
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

    private static double accuracy(Worker.Findings findings, int subject) {
        List<Integer> predictions = findings.measurements().get(subject).getPredictions();
        int correct = 0;
        for (int i = 0; i < predictions.size(); i++) {
            correct += predictions.get(i).equals(findings.targets().get(i)) ? 1 : 0;
        }
        return (double) correct / predictions.size();
    }
}
