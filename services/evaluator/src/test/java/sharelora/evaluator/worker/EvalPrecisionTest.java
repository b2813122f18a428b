package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.models.suite.Slice;
import sharelora.schemas.EvalTask;

/** A worker measures in the precision that its task names, and says so. */
class EvalPrecisionTest {

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
    void measuresInThePrecisionOfTheTaskAndSaysSo() {
        // Given: the answers in float32 are remembered, and their models are open
        Slice slice = bed.stored(bed.slice(EvaluatedStreams.LABELS));
        EvalTask task = bed.task(slice);
        EvalTask int8 = EvalTask.newBuilder(task).setPrecision("int8").build();
        EvalWorker.Findings before = worker.measure(task, () -> {});

        // When
        EvalWorker.Findings rounded = worker.measure(int8, () -> {});

        // Then
        assertThat(before.engine()).doesNotContain("int8");
        assertThat(rounded.engine()).contains("in int8");
        assertThat(loss(rounded)).isNotEqualTo(loss(before)).isCloseTo(loss(before), within(0.05 * loss(before) + 0.5));
        assertThat(EvalWorkerTest.accuracy(rounded, 0)).isGreaterThan(0.9);
        assertThat(worker.measure(task, () -> {})).isEqualTo(before);
        assertThat(afresh(int8)).isEqualTo(rounded);
    }

    @Test
    void measuresWithThePartsRoundedThatTheTaskNames() {
        // Given
        EvalTask all = EvalTask.newBuilder(bed.task(bed.stored(bed.slice(EvaluatedStreams.LABELS))))
                .setPrecision("int8")
                .build();
        EvalTask layers =
                EvalTask.newBuilder(all).setQuantise(List.of("layers")).build();
        EvalWorker.Findings whole = worker.measure(all, () -> {});

        // When
        EvalWorker.Findings part = worker.measure(layers, () -> {});

        // Then
        assertThat(loss(part)).isNotEqualTo(loss(whole));
        assertThat(part.engine()).contains("in int8 of layers");
    }

    private static EvalWorker.Findings afresh(EvalTask task) {
        try (EvalWorker other = new EvalWorker(bed.blobs(), bed.bases(), 1)) {
            return other.measure(task, () -> {});
        }
    }

    private static double loss(EvalWorker.Findings findings) {
        return findings.measurements().getFirst().getLossSum();
    }
}
