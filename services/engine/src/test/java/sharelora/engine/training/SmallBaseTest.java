package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.ops.BaseMemory;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;

/** Steps on bases that take little memory. */
class SmallBaseTest {

    @ParameterizedTest
    @FieldSource("sharelora.engine.training.Golden#FAMILIES")
    void int8InLittleMemoryLearnsTheSameBits(String family) {
        // Given
        try (Engine fast = Engines.of(EngineChoice.STANDARD, Precision.INT8);
                Engine small = Engines.of(EngineChoice.STANDARD, Precision.INT8, BaseMemory.SMALL);
                Golden packed = Golden.open(fast, family);
                Golden rows = Golden.open(small, family);
                FineTuner expected = FineTuner.resume(packed.base(), packed.start(LowRankMethod.SHARE_A), 1);
                FineTuner tuner = FineTuner.resume(rows.base(), rows.start(LowRankMethod.SHARE_A), 2)) {
            losses(expected, packed, 3);
            // When
            losses(tuner, rows, 3);
            // Then
            assertThat(tuner.state()).isEqualTo(expected.state());
        }
    }

    @ParameterizedTest
    @FieldSource("sharelora.engine.training.Golden#FAMILIES")
    void bothEnginesComputeTheSameNormalFloats(String family) {
        // Given
        try (Engine fused = Engines.of(EngineChoice.of("fused"), Precision.NF4);
                Engine reference = Engines.of(EngineChoice.of("reference"), Precision.NF4);
                Golden fast = Golden.open(fused, family);
                Golden plain = Golden.open(reference, family);
                FineTuner ours = FineTuner.resume(fast.base(), fast.start(LowRankMethod.SHARE_A), 2);
                FineTuner truth = FineTuner.resume(plain.base(), plain.start(LowRankMethod.SHARE_A), 2)) {
            double[] unrounded = fast.losses(LowRankMethod.SHARE_A);
            double[] expected = losses(truth, plain, 3);
            // When
            double[] losses = losses(ours, fast, 3);
            // Then
            for (int step = 0; step < losses.length; step++) {
                assertThat(losses[step]).as("step " + step).isCloseTo(expected[step], within(1e-5 * expected[step]));
            }
            assertThat(losses[0]).isCloseTo(unrounded[0], within(0.2 * unrounded[0]));
            assertThat(losses[0]).as("it is another precision").isNotCloseTo(unrounded[0], within(1e-6));
        }
    }

    @Test
    void threadsChangeNoBitInNormalFloats() {
        // Given
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.NF4);
                Golden golden = Golden.open(engine, "llama");
                FineTuner one = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 1);
                FineTuner three = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 3)) {
            losses(one, golden, 5);
            // When
            losses(three, golden, 5);
            // Then
            assertThat(three.state()).isEqualTo(one.state());
        }
    }

    @Test
    void aPrecisionWhoseBitsWouldDifferIsNotSmall() {
        assertThatThrownBy(() -> Engines.of(EngineChoice.STANDARD, Precision.FLOAT32, BaseMemory.SMALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("baseMemory is small, but precision is float32, expected int8 or nf4");
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
