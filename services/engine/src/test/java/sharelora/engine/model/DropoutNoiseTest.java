package sharelora.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sharelora.engine.ops.Dropout;

class DropoutNoiseTest {

    @Test
    void everyStepLayerAndPlaceHasItsOwnKey() {
        // Given
        Set<Long> keys = new HashSet<>();
        // When
        for (long seed = 0; seed < 4; seed++) {
            for (long step = 0; step < 20; step++) {
                for (int layer = -1; layer < 12; layer++) {
                    keys.add(
                            DropoutNoise.of(seed, step).at(0.1, layer, "output").key());
                    keys.add(DropoutNoise.of(seed, step)
                            .at(0.1, layer, "adapter output")
                            .key());
                }
            }
        }
        // Then
        assertThat(keys).hasSize(4 * 20 * 13 * 2);
    }

    @Test
    void aStepComputedAgainDropsTheSame() {
        assertThat(DropoutNoise.of(7, 3).at(0.1, 2, "output"))
                .isEqualTo(DropoutNoise.of(7, 3).at(0.1, 2, "output"));
    }

    @Test
    void noProbabilityIsNoDropout() {
        assertThat(DropoutNoise.of(7, 3).at(0, 2, "output")).isEqualTo(Dropout.NONE);
        assertThat(DropoutNoise.NONE.at(0.1, 2, "output")).isEqualTo(Dropout.NONE);
    }
}
