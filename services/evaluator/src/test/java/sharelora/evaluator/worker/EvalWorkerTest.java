package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.inference.LinearProbe;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.Sha256;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;

class EvalWorkerTest {

    @TempDir
    private static Path folder;

    private static Ground ground;

    private EvalWorker worker;

    @BeforeAll
    static void learn() {
        ground = Ground.learn(folder);
    }

    @AfterAll
    static void leave() {
        ground.close();
    }

    @BeforeEach
    void open() {
        worker = new EvalWorker(ground.blobs(), ground.bases(), 2);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void measuresCandidateStepZeroAndProbeOnTheSameRecords() {
        // Given
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        EvalTask task = EvalTask.newBuilder(ground.task(slice))
                .setFrom(20)
                .setTo(Ground.RECORDS)
                .setProbeSha256(probe(slice))
                .build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.answers().targets()).hasSize(Ground.RECORDS - 20);
        assertThat(findings.measurements())
                .extracting(Measurement::getSubject)
                .containsExactly(Subject.CANDIDATE, Subject.STEP_ZERO, Subject.LINEAR_PROBE);
        assertThat(findings.measurements().get(1).getPredictions()).containsOnly(0);
        assertThat(findings.measurements().get(1).getLossSum())
                .isCloseTo((Ground.RECORDS - 20) * Math.log(3), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
        assertThat(accuracy(findings, 2)).isGreaterThan(0.9);
    }

    @Test
    void saysWhatThePredictorSaysOfTheWholeShard() {
        // Given
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        PackedBatch all = slice.cut(0, Ground.RECORDS);

        // When
        Measurement candidate =
                worker.measure(ground.task(slice), () -> {}).measurements().getFirst();

        // Then
        try (InferenceModel predictor = InferenceModel.open(
                ground.bases().base("tiny", ground.job().baseSha256()), ground.checkpointFolder(), 1)) {
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
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        EvalWorker.Findings first = worker.measure(ground.task(slice), () -> {});

        // When
        EvalWorker.Findings again;
        try (EvalWorker other = new EvalWorker(ground.blobs(), ground.bases(), 1)) {
            again = other.measure(ground.task(slice), () -> {});
        }

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void labelThatWasAppendedLaterIsKnownAsOneThatWasNeverSeen() {
        // Given
        List<String> longer = List.of("low", "high", "other", "new");
        Slice slice = ground.stored(ground.slice(longer));

        // When
        EvalWorker.Findings findings = worker.measure(ground.task(slice), () -> {});

        // Then
        assertThat(findings.measurements().get(1).getLossSum()).isCloseTo(Ground.RECORDS * Math.log(4), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
    }

    @Test
    void missingStepZeroIsLeftOut() {
        // Given
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        EvalTask task =
                EvalTask.newBuilder(ground.task(slice)).setStepZeroId("").build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.measurements()).extracting(Measurement::getSubject).containsExactly(Subject.CANDIDATE);
    }

    @Test
    void stepZeroThatBeganWithALearnedAdapterIsMeasuredAsWhatItIs() {
        // Given
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        EvalTask task = EvalTask.newBuilder(ground.task(slice))
                .setStepZeroId(ground.task(slice).getCheckpointId())
                .build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

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
        Slice slice = ground.stored(ground.slice(EvaluatedStreams.LABELS));
        List<Long> signs = new ArrayList<>();

        // When
        worker.measure(ground.task(slice), () -> signs.add(System.nanoTime()));

        // Then: once the model is there, and after 64, 128 and 150 records
        assertThat(signs).hasSize(4);
    }

    private static String probe(Slice slice) {
        PackedBatch all = slice.cut(0, Ground.RECORDS);
        try (InferenceModel predictor = InferenceModel.open(
                ground.bases().base("tiny", ground.job().baseSha256()), ground.checkpointFolder(), 1)) {
            byte[] bytes = LinearProbe.fit(predictor.features(all), all.classes(), 3, 7)
                    .toBytes();
            ground.blobs().put(BlobNames.probe(Sha256.of(bytes)), bytes);
            return Sha256.of(bytes);
        }
    }

    private static double accuracy(EvalWorker.Findings findings, int subject) {
        List<Integer> predictions = findings.measurements().get(subject).getPredictions();
        int correct = 0;
        for (int i = 0; i < predictions.size(); i++) {
            correct += predictions.get(i).equals(findings.answers().targets().get(i)) ? 1 : 0;
        }
        return (double) correct / predictions.size();
    }
}
