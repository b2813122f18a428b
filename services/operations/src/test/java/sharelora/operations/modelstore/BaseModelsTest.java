package sharelora.operations.modelstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobStore;

class BaseModelsTest {

    @TempDir
    private Path folder;

    @Test
    void namesTheTokenThatEndsATextOfALanguageModel() throws IOException {
        assertThat(speaking("llama", "[7, 3]", 16).endToken()).contains(7);
        assertThat(speaking("gpt2", "5", 16).endToken()).contains(5);
    }

    @Test
    void refusesABaseThatCannotLearnGeneration() {
        assertThatThrownBy(() -> speaking("bert", "5", 16))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining(
                        "is a bert model, which has no language head; task: generation needs gpt2 or llama");
        assertThatThrownBy(() -> speaking("llama", "null", 16))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("has no eos_token_id in its config.json");
        assertThatThrownBy(() -> speaking("llama", "7", 17))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("stream.maxLength: '17', expected at most 16");
    }

    private BaseModels.Base speaking(String family, String end, int maxLength) throws IOException {
        Path model = Files.createTempDirectory(folder, family);
        RandomModel.write(new ModelShape(family, 1, 8, 2, 2, 16, 20, 16), 5, model);
        Path config = model.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : " + end));
        Files.writeString(model.resolve("tokenizer.json"), """
                {"version": "1.0", "model": {"type": "WordLevel", "unk_token": "a", "vocab": {"a": 0}}}
                """);
        BaseModels models = new BaseModels(BlobStore.open(model.resolve("blobs").toUri()));
        String sha256 = models.importFolder(model, "some");
        return models.speaking(models.resolve("some", Optional.of(sha256)), maxLength);
    }
}
