package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.ops.Arithmetic;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;

/** Ten steps with products of int8, beside float32's and on both engines. */
class Int8TrainingTest {

    /** Of the first loss: seven significant bits are 0.8 % of a factor, and their errors go in all directions. */
    private static final double CLOSE = 3e-2;

    @ParameterizedTest
    @FieldSource("sharelora.engine.training.Golden#FAMILIES")
    void losesAboutWhatFloat32Loses(String family) {
        // Given
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.INT8);
                Golden golden = Golden.open(engine, family);
                FineTuner tuner = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 2)) {
            double[] expected = golden.losses(LowRankMethod.SHARE_A);
            // When
            double[] losses = losses(tuner, golden, 1);
            // Then
            assertThat(losses[0]).isCloseTo(expected[0], within(CLOSE * expected[0]));
            assertThat(losses[0]).as("it is another precision").isNotCloseTo(expected[0], within(1e-6 * expected[0]));
        }
    }

    static Stream<Arguments> cases() {
        return Stream.concat(
                Golden.FAMILIES.stream().map(family -> Arguments.of(family, Arithmetic.of(Precision.INT8))),
                Stream.of(
                        Arguments.of("bert", Arithmetic.of("int8", List.of(), 0.8)),
                        Arguments.of("llama", Arithmetic.of("int8", List.of("layers"), 0.8))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothEnginesComputeTheSameWholeNumbers(String family, Arithmetic arithmetic) {
        // Given
        try (Engine fused = Engines.of(EngineChoice.of("fused"), arithmetic);
                Engine reference = Engines.of(EngineChoice.of("reference"), arithmetic);
                Golden fast = Golden.open(fused, family);
                Golden plain = Golden.open(reference, family);
                FineTuner ours = FineTuner.resume(fast.base(), fast.start(LowRankMethod.SHARE_A), 2);
                FineTuner truth = FineTuner.resume(plain.base(), plain.start(LowRankMethod.SHARE_A), 2)) {
            double[] expected = losses(truth, plain, 3);
            // When
            double[] losses = losses(ours, fast, 3);
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step]).as("step " + step).isCloseTo(expected[step], within(1e-5 * expected[step]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.8})
    void threadsChangeNoBit(double outliers) {
        // Given
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Arithmetic.of("int8", List.of(), outliers));
                Golden golden = Golden.open(engine, "bert");
                FineTuner one = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 1);
                FineTuner three = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 3)) {
            losses(one, golden, 5);
            // When
            losses(three, golden, 5);
            // Then
            assertThat(three.state()).isEqualTo(one.state());
        }
    }

    private static double[] losses(FineTuner tuner, Golden golden, int steps) {
        double[] losses = new double[steps];
        Arrays.setAll(losses, step -> {
            PackedBatch batch = golden.batch(step);
            return tuner.step(batch, Golden.LABELS, Jobs.consumed(step, batch.records()))
                    .loss();
        });
        return losses;
    }
}
