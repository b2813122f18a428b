package sharelora.engine.format.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import sharelora.engine.Engines;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;

class RandomWeightsTest {

    private static final ModelConfig CONFIG = ModelConfig.of(new ModelShape("llama", 2, 64, 4, 2, 96, 30_000, 32));

    @Test
    void drawsTheSameNumbersOfATensorInWhateverOrder() {
        // Given
        try (RandomWeights one = new RandomWeights(CONFIG, 7);
                RandomWeights other = new RandomWeights(CONFIG, 7);
                RandomWeights seeded = new RandomWeights(CONFIG, 8)) {
            float[] words = one.weight("embed_tokens.weight", 30_000, 64).toArray();
            other.weight("layers.1.mlp.up_proj.weight", 96, 64);
            other.unload();
            // When
            float[] again = other.weight("embed_tokens.weight", 30_000, 64).toArray();
            // Then
            assertThat(again).isEqualTo(words);
            assertThat(seeded.weight("embed_tokens.weight", 30_000, 64).toArray())
                    .isNotEqualTo(words);
        }
    }

    @Test
    void drawsWithTheMeanAndDeviationOfAFreshModel() {
        // Given
        try (RandomWeights weights = new RandomWeights(CONFIG, 7)) {
            // When
            float[] words = weights.weight("embed_tokens.weight", 30_000, 64).toArray();
            // Then
            double sum = 0;
            double squares = 0;
            for (float number : words) {
                sum += number;
                squares += (double) number * number;
            }
            assertThat(sum / words.length).isCloseTo(0, within(1e-4));
            assertThat(Math.sqrt(squares / words.length)).isCloseTo(0.02, within(1e-4));
            assertThat(weights.weight("norm.weight", 64).toArray()).containsOnly(1);
        }
    }

    @Test
    void areAWholeModel() {
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.of(engine, new RandomWeights(CONFIG, 7), CONFIG)) {
            assertThat(model.words().out()).isEqualTo(30_000);
        }
    }

    @Test
    void refuseAShapeThatTheModelHasNot() {
        try (RandomWeights weights = new RandomWeights(CONFIG, 7)) {
            assertThatThrownBy(() -> weights.weight("norm.weight", 65))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("tensor norm.weight has shape [64]: expected [65]");
        }
    }
}
