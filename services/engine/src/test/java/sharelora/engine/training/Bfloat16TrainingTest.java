package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import sharelora.engine.EngineChoice;
import sharelora.engine.Engines;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Precision;

/** Ten steps with products of bfloat16, beside those in float32 that the reference implementation took. */
@EnabledIf(value = "unitsAreThere", disabledReason = "this CPU has no units for bfloat16")
class Bfloat16TrainingTest {

    /** Of the first loss: eight significant bits are 0.4 % of a factor, and their errors go in all directions. */
    private static final double CLOSE = 1e-2;

    /** Of the losses after ten steps that learn a tiny model by heart, so with large updates: theirs differ too. */
    private static final double ON_THE_WAY = 5e-2;

    static boolean unitsAreThere() {
        return Engines.cpuFeatures().contains("_bf16");
    }

    @ParameterizedTest
    @FieldSource("sharelora.engine.training.Golden#FAMILIES")
    void losesAboutWhatFloat32Loses(String family) {
        // Given
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.BFLOAT16);
                Golden golden = Golden.open(engine, family);
                FineTuner tuner = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 2)) {
            double[] expected = golden.losses(LowRankMethod.SHARE_A);
            // When
            double[] losses = losses(tuner, golden, expected.length);
            // Then
            assertThat(losses[0]).isCloseTo(expected[0], within(CLOSE * expected[0]));
            for (int step = 1; step < losses.length; step++) {
                assertThat(losses[step])
                        .as("step " + step)
                        .isCloseTo(expected[step], within(ON_THE_WAY * (1 + expected[step])));
            }
            assertThat(losses).as("it is another precision").isNotEqualTo(inFloat32(family, losses.length));
        }
    }

    @Test
    void threadsChangeNoBit() {
        // Given
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.BFLOAT16);
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

    private static double[] inFloat32(String family, int steps) {
        try (Engine engine = Engines.of(EngineChoice.STANDARD, Precision.FLOAT32);
                Golden golden = Golden.open(engine, family);
                FineTuner tuner = FineTuner.resume(golden.base(), golden.start(LowRankMethod.SHARE_A), 2)) {
            return losses(tuner, golden, steps);
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
