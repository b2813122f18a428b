package sharelora.engine.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.ModelFormatException;

class BertConfigTest {

    @TempDir
    Path folder;

    @Test
    void takesTheDefaultsOfHuggingFaceForWhatIsNotThere() {
        assertThat(read("{\"model_type\":\"bert\",\"classifier_dropout\":null}"))
                .isEqualTo(new BertConfig(12, 768, 12, 3072, 30522, 512, 2, 1e-12, 0.1, 0.1, 0.1));
    }

    @Test
    void readsBackItsOwnFields() {
        // Given
        BertConfig config = new BertConfig(6, 384, 12, 1536, 30000, 256, 1, 1e-5, 0.2, 0, 0.2);
        Path file = folder.resolve("config.json");
        CanonicalJson.write(file, config.fields());
        // When
        ModelConfig read = ModelConfig.read(file);
        // Then
        assertThat(read).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "\"hidden_act\":\"relu\"|hidden_act is \"relu\": expected gelu",
                "\"position_embedding_type\":\"relative_key\"|expected absolute",
                "\"is_decoder\":true|is_decoder is true: expected false",
                "\"add_cross_attention\":true|expected false",
                "\"pruned_heads\":{\"1\":[0]}|expected no pruned heads",
                "\"quantization_config\":{\"bits\":4}|expected weights that are not quantized",
                "\"hidden_size\":770|num_attention_heads is missing: expected a divisor of hidden_size 770",
                "\"hidden_size\":0|hidden_size is 0: expected a whole number from 1 to",
                "\"hidden_size\":1.5|expected a whole number",
                "\"hidden_size\":99999999999999999999|expected a whole number",
                "\"num_hidden_layers\":2000000000|expected a whole number from 1 to 1024",
                "\"layer_norm_eps\":\"small\"|expected a number from 0",
                "\"hidden_dropout_prob\":1|expected a number from 0"
            })
    void refusesByNameWhatWouldMakeAnotherModel(String field, String complaint) {
        assertThatThrownBy(() -> read("{\"model_type\":\"bert\"," + field + "}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": ")
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"model_type\":\"t5\"}|model_type is \"t5\": expected one of [bert, roberta, gpt2, llama]",
                "{}|model_type is missing: expected one of [bert, roberta, gpt2, llama]",
                "[]|is not a JSON object",
                "{\"model_type\":\"bert\",\"model_type\":\"bert\"}|Duplicate field",
                "{\"model_type\":\"bert\"} x|is not JSON",
                "##|is not a JSON object"
            })
    void refusesWhatIsNoConfigOfBert(String json, String complaint) {
        assertThatThrownBy(() -> read(json == null ? "" : json))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }

    private ModelConfig read(String json) {
        try {
            return ModelConfig.read(Files.writeString(folder.resolve("config.json"), json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
