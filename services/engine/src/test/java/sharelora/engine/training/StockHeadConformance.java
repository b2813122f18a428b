package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Worker;

/** Every family's stock head against Hugging Face's class for sequence classification under PEFT, in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StockHeadConformance {

    static final List<String> FAMILIES = Golden.FAMILIES;

    /** Where {@code infra/golden/check_exports.py} looks for them, to load them in stock PEFT. */
    private static final Path CHECKPOINTS = Path.of("target", "stock-heads");

    private Engine engine;

    /** A new engine, closed after the tests. */
    abstract Engine engine();

    @BeforeAll
    void open() {
        engine = engine();
    }

    @AfterAll
    void close() {
        engine.close();
    }

    static Stream<Arguments> cases() {
        return Golden.FAMILIES.stream()
                .flatMap(family ->
                        Stream.of(Task.CLASSIFICATION, Task.REGRESSION).map(task -> Arguments.of(family, task)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAreThoseOfTheStockClass(String family, Task task) {
        // Given
        StockGolden golden = StockGolden.of(family, task);
        try (BaseModel base = BaseModel.open(engine, StockGolden.base(family))) {
            // When
            float[] found = outputs(
                    base,
                    golden.subject().layout(base.shape()),
                    golden.start(base).values(),
                    golden);
            // Then
            assertOutputs(found, golden.outputs());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndEveryGradientAreThoseOfTheStockClass(String family, Task task) {
        // Given
        StockGolden golden = StockGolden.of(family, task);
        try (BaseModel base = BaseModel.open(engine, StockGolden.base(family));
                TrainableModel trained = TrainableModel.of(base, golden.start(base), 1)) {
            PackedBatch batch = golden.batch(0);
            // When
            double loss =
                    trained.differentiate(batch, golden.subject().training(), 0).sum() / batch.records();
            // Then
            assertThat(loss).isCloseTo(golden.losses()[0], within(1e-4 * golden.losses()[0]));
            assertThat(trained.layout().parameters())
                    .extracting(Parameter::name)
                    .containsExactlyInAnyOrderElementsOf(golden.parameters());
            for (Parameter parameter : trained.layout().parameters()) {
                double[] gradient = golden.gradient(parameter.name());
                double distance = 0;
                double norm = 0;
                for (int i = 0; i < gradient.length; i++) {
                    distance += Math.pow(trained.gradient().get(parameter.offset() + i) - gradient[i], 2);
                    norm += gradient[i] * gradient[i];
                }
                assertThat(Math.sqrt(distance)).as(parameter.name()).isLessThan(1e-3 * Math.sqrt(norm));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tenStepsLoseWhatTheyLoseInPyTorch(String family, Task task) {
        // Given
        StockGolden golden = StockGolden.of(family, task);
        double[] expected = golden.losses();
        double[] losses = new double[expected.length];
        try (BaseModel base = BaseModel.open(engine, StockGolden.base(family));
                FineTuner tuner = FineTuner.resume(base, golden.start(base), 2)) {
            // When
            for (int step = 0; step < losses.length; step++) {
                PackedBatch batch = golden.batch(step);
                losses[step] = tuner.step(batch, golden.labels(), Jobs.consumed(step, batch.records()))
                        .loss();
            }
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step]).as("step " + step).isCloseTo(expected[step], within(1e-4 * expected[step]));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void readsTheHeadOfAFolderThatPeftWrote(String family) {
        // Given
        StockGolden golden = StockGolden.of(family, Task.CLASSIFICATION);
        AdapterFolder folder = PeftFolder.read(StockGolden.peft(family));
        LowRankSpec spec = LowRankSpec.of(folder.adapter());
        try (BaseModel base = BaseModel.open(engine, StockGolden.base(family))) {
            Layout layout = Layout.of(base.shape(), spec, HeadSpec.of(folder.head()), 3);
            // When
            float[] found = outputs(
                    base, layout, layout.joined(folder.adapter(), folder.head().numbers(), 0), golden);
            // Then
            assertOutputs(found, golden.imported());
            assertThat(folder.head().labels()).containsExactly("LABEL_0", "LABEL_1", "LABEL_2");
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCheckpointStartsAJobWithTheNumbersItWasMadeOf(String family, Task task) {
        // Given
        Path folder = CHECKPOINTS.resolve(family + "-" + task.id());
        StockGolden golden = StockGolden.of(family, task);
        try (BaseModel base = BaseModel.open(engine, StockGolden.base(family))) {
            TrainingState state = golden.start(base);
            PeftFolder.write(state.exported(base.shape()), folder);
            AdapterFolder read = PeftFolder.read(folder);
            Origin origin = new Origin(Optional.of(read.adapter()), Optional.of(read.head()));
            // When
            try (FineTuner tuner = FineTuner.start(base, golden.subject(), origin, 0, 1)) {
                // Then
                assertThat(tuner.state().values()).containsExactly(state.values());
                assertThat(folder.resolve("head.safetensors")).doesNotExist();
            }
        }
    }

    private float[] outputs(BaseModel base, Layout layout, float[] numbers, StockGolden golden) {
        HeadedModel model = new HeadedModel(base, layout.adapter(), layout.head());
        Flat values = engine.flat(numbers.length);
        values.write(0, numbers);
        PackedBatch batch = golden.batch(0);
        try (Worker worker = engine.worker(values)) {
            Ops ops = worker.evaluate();
            return ops.read(model.outputs(ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts()))));
        }
    }

    private static void assertOutputs(float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
        }
    }
}
