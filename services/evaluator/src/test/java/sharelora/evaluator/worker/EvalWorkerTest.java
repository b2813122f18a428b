package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

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
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Arithmetic;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.batch.LeftOut;
import sharelora.models.suite.Slice;
import sharelora.platform.blobs.Sha256;
import sharelora.platform.records.Codec;
import sharelora.schemas.BlobNames;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Measurement;
import sharelora.schemas.Subject;
import sharelora.schemas.TokenBatch;

class EvalWorkerTest {

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
    void measuresCandidateStepZeroAndProbeOnTheSameRecords() {
        // Given
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        EvalTask task = EvalTask.newBuilder(bed.task(slice))
                .setFrom(20)
                .setTo(WorkerTestBed.RECORDS)
                .setProbeSha256(probe(slice))
                .build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.answers().targets()).hasSize(WorkerTestBed.RECORDS - 20);
        assertThat(findings.measurements())
                .extracting(Measurement::getSubject)
                .containsExactly(Subject.CANDIDATE, Subject.STEP_ZERO, Subject.LINEAR_PROBE);
        assertThat(findings.measurements().get(1).getPredictions()).containsOnly(0);
        assertThat(findings.measurements().get(1).getLossSum())
                .isCloseTo((WorkerTestBed.RECORDS - 20) * Math.log(3), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
        assertThat(accuracy(findings, 2)).isGreaterThan(0.9);
    }

    @Test
    void saysWhatThePredictorSaysOfTheWholeShard() {
        // Given
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        PackedBatch all = cut(slice);

        // When
        Measurement candidate =
                worker.measure(bed.task(slice), () -> {}).measurements().getFirst();

        // Then
        try (InferenceModel predictor = InferenceModel.open(
                bed.bases().model("tiny", bed.job().baseSha256(), Arithmetic.FLOAT32), bed.checkpointFolder(), 1)) {
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
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        EvalWorker.Findings first = worker.measure(bed.task(slice), () -> {});

        // When
        EvalWorker.Findings again;
        try (EvalWorker other = new EvalWorker(bed.blobs(), bed.bases(), 1)) {
            again = other.measure(bed.task(slice), () -> {});
        }

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void labelThatWasAppendedLaterIsKnownAsOneThatWasNeverSeen() {
        // Given
        List<String> longer = List.of("low", "high", "other", "new");
        Slice slice = bed.stored(bed.slice(longer));

        // When
        EvalWorker.Findings findings = worker.measure(bed.task(slice), () -> {});

        // Then
        assertThat(findings.measurements().get(1).getLossSum())
                .isCloseTo(WorkerTestBed.RECORDS * Math.log(4), within(1e-3));
        assertThat(accuracy(findings, 0)).isGreaterThan(0.9);
    }

    @Test
    void missingStepZeroIsLeftOut() {
        // Given
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        EvalTask task = EvalTask.newBuilder(bed.task(slice)).setStepZeroId("").build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.measurements()).extracting(Measurement::getSubject).containsExactly(Subject.CANDIDATE);
    }

    @Test
    void stepZeroThatBeganWithALearnedAdapterIsMeasuredAsWhatItIs() {
        // Given
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        EvalTask task = EvalTask.newBuilder(bed.task(slice))
                .setStepZeroId(bed.task(slice).getCheckpointId())
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
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        List<Long> signs = new ArrayList<>();

        // When
        worker.measure(bed.task(slice), () -> signs.add(System.nanoTime()));

        // Then: once the model is there, and after 64, 128 and 150 records
        assertThat(signs).hasSize(4);
    }

    @Test
    void leavesOutARecordThatTheBaseCannotTakeForEverySubjectAlike() {
        // Given
        Slice sound = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        TokenBatch strange = Codec.decode(TokenBatch.class, sound.bytes());
        strange.getTokenIds().set(strange.getSequenceStarts().get(7), 1_000_000);
        Slice mixed = bed.stored(Slice.freeze(strange));
        Measurement expected =
                worker.measure(bed.task(sound), () -> {}).measurements().getFirst();

        // When
        EvalWorker.Findings findings = worker.measure(bed.task(mixed), () -> {});

        // Then
        List<Integer> predictions = new ArrayList<>(expected.getPredictions());
        predictions.subList(7, 8).clear();
        assertThat(findings.leftOut())
                .extracting(LeftOut::place, LeftOut::reason)
                .containsExactly(tuple(7, "token-beyond-vocabulary"));
        assertThat(findings.records()).isEqualTo(WorkerTestBed.RECORDS - 1);
        assertThat(findings.measurements())
                .allSatisfy(each -> assertThat(each.getPredictions()).hasSize(WorkerTestBed.RECORDS - 1));
        assertThat(findings.measurements().getFirst().getPredictions()).isEqualTo(predictions);
    }

    @Test
    void measuresNothingOfAShardThatTheBaseCanTakeNothingOf() {
        // Given
        TokenBatch strange = Codec.decode(
                TokenBatch.class, bed.slice(EvaluatedStreams.LABELS).bytes());
        strange.getTokenIds().set(strange.getSequenceStarts().get(7), -1);
        EvalTask task = EvalTask.newBuilder(bed.task(bed.stored(Slice.freeze(strange))))
                .setFrom(7)
                .setTo(8)
                .build();

        // When
        EvalWorker.Findings findings = worker.measure(task, () -> {});

        // Then
        assertThat(findings.records()).isZero();
        assertThat(findings.leftOut()).hasSize(1);
        assertThat(findings.measurements())
                .extracting(Measurement::getSubject)
                .containsExactly(Subject.CANDIDATE, Subject.STEP_ZERO);
    }

    private static String probe(Slice slice) {
        PackedBatch all = cut(slice);
        try (InferenceModel predictor = InferenceModel.open(
                bed.bases().model("tiny", bed.job().baseSha256(), Arithmetic.FLOAT32), bed.checkpointFolder(), 1)) {
            byte[] bytes = LinearProbe.fit(predictor.features(all), all.classes(), 3, 7)
                    .toBytes();
            bed.blobs().put(BlobNames.probe(Sha256.of(bytes)), bytes);
            return Sha256.of(bytes);
        }
    }

    private static PackedBatch cut(Slice slice) {
        ModelShape shape = bed.bases()
                .model("tiny", bed.job().baseSha256(), Arithmetic.FLOAT32)
                .shape();
        return slice.cut(0, WorkerTestBed.RECORDS, shape).records().orElseThrow();
    }

    static double accuracy(EvalWorker.Findings findings, int subject) {
        List<Integer> predictions = findings.measurements().get(subject).getPredictions();
        int correct = 0;
        for (int i = 0; i < predictions.size(); i++) {
            correct += predictions.get(i).equals(findings.answers().targets().get(i)) ? 1 : 0;
        }
        return (double) correct / predictions.size();
    }
}
