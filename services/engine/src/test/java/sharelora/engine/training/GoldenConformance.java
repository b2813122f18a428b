package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Parameter;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** Every family and method against what PyTorch with PEFT and tied matrices computes of padded batches in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GoldenConformance {

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
                .flatMap(family -> Stream.of(LowRankMethod.values()).map(method -> Arguments.of(family, method)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAreThoseOfPyTorch(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            Layout layout = golden.layout(method);
            HeadedModel model = new HeadedModel(golden.base(), layout.adapter(), layout.head());
            PackedBatch batch = golden.batch(0);
            Flat values = engine.flat(layout.size());
            values.write(0, golden.start(method).values());
            try (Worker worker = engine.worker(values)) {
                Ops ops = worker.evaluate();
                // When
                Tensor logits =
                        model.outputs(ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts())));
                // Then
                double[] expected = golden.logits(method);
                float[] found = ops.read(logits);
                assertThat(found).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndEveryGradientAreThoseOfPyTorch(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family);
                TrainableModel trained = TrainableModel.of(golden.base(), golden.start(method), 1)) {
            PackedBatch batch = golden.batch(0);
            TrainingSpec spec = golden.subject(method).training();
            // When
            double loss = trained.differentiate(batch, spec, 0).sum() / batch.records();
            // Then
            double expected = golden.losses(method)[0];
            assertThat(loss).isCloseTo(expected, within(1e-4 * expected));
            assertThat(trained.layout().parameters())
                    .extracting(Parameter::name)
                    .containsExactlyInAnyOrderElementsOf(golden.parameters(method));
            for (Parameter parameter : trained.layout().parameters()) {
                double[] gradient = golden.gradient(method, parameter.name());
                double[] found = new double[parameter.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = trained.gradient().get(parameter.offset() + i);
                }
                assertThat(distance(found, gradient)).as(parameter.name()).isLessThan(1e-3 * norm(gradient));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tenStepsLoseWhatTheyLoseInPyTorch(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family);
                FineTuner tuner = FineTuner.resume(golden.base(), golden.start(method), 2)) {
            double[] expected = golden.losses(method);
            double[] losses = new double[expected.length];
            // When
            for (int step = 0; step < losses.length; step++) {
                PackedBatch batch = golden.batch(step);
                losses[step] = tuner.step(batch, Golden.LABELS, Jobs.consumed(step, batch.records()))
                        .loss();
            }
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step])
                        .as("loss of step " + step)
                        .isCloseTo(expected[step], within(1e-4 * expected[step]));
            }
            assertThat(losses[losses.length - 1]).isNotCloseTo(losses[0], within(1e-2));
        }
    }

    private static double distance(double[] some, double[] others) {
        double[] difference = new double[others.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = some[i] - others[i];
        }
        return norm(difference);
    }

    private static double norm(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number * number;
        }
        return Math.sqrt(sum);
    }
}
