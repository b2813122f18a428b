package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelConfig;

class RandomBasesTest {

    @ParameterizedTest
    @CsvSource({"minilm,false", "roberta-large,false", "gpt2-large,false", "llama-7b,true", "llama3-8b,true"})
    void writesSmallModelsAndDrawsThoseThatAreLargerThanAFileShouldBe(String shape, boolean drawn) {
        assertThat(RandomBases.isDrawn(ModelConfig.of(KnownShapes.of(shape)))).isEqualTo(drawn);
    }
}
