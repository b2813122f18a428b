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

class RobertaConfigTest {

    @TempDir
    Path folder;

    @Test
    void takesTheDefaultsOfHuggingFaceForWhatIsNotThere() {
        assertThat(read(""))
                .isEqualTo(
                        new RobertaConfig(new BertConfig(12, 768, 12, 3072, 50265, 510, 2, 1e-12, 0.1, 0.1, 0.1), 1));
    }

    @Test
    void readsTheConfigOfRobertaBase() {
        // When
        ModelConfig config = read(
                ",\"max_position_embeddings\":514,\"type_vocab_size\":1,\"layer_norm_eps\":1e-05,\"pad_token_id\":1");
        // Then
        assertThat(config.shape()).isEqualTo(KnownShapes.of("roberta-base"));
    }

    @Test
    void readsBackItsOwnFields() {
        // Given
        RobertaConfig config = new RobertaConfig(new BertConfig(6, 384, 12, 1536, 300, 256, 1, 1e-5, 0.2, 0, 0.2), 3);
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
            value = {
                "\"pad_token_id\":-1|pad_token_id is -1: expected a whole number from 0 to 50264",
                "\"max_position_embeddings\":2|max_position_embeddings is 2: expected more than the 2 before a text",
                "\"hidden_act\":\"silu\"|hidden_act is \"silu\": expected gelu",
                "\"position_embedding_type\":\"relative_key\"|expected absolute",
                "\"is_decoder\":true|is_decoder is true: expected false"
            })
    void refusesByNameWhatWouldMakeAnotherModel(String field, String complaint) {
        assertThatThrownBy(() -> read("," + field))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": ")
                .hasMessageContaining(complaint);
    }

    private ModelConfig read(String fields) {
        try {
            return ModelConfig.read(
                    Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"roberta\"" + fields + "}"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
