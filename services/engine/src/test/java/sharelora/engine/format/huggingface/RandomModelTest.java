package sharelora.engine.format.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.ops.Engine;

final class RandomModelTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "gpt2", "llama"})
    void opensAsAModelOfTheShapeThatWasAskedFor(String family) {
        // Given
        ModelShape shape = new ModelShape(family, 2, 16, 2, 2, 32, 50, 24);
        RandomModel.write(shape, 7, folder);

        // When
        ModelShape read;
        try (Engine engine = Engines.fused();
                BaseModel model = BaseModel.open(engine, folder)) {
            read = model.shape();
        }

        // Then
        assertThat(read).isEqualTo(shape);
    }

    @Test
    void drawsTheSameWeightsFromTheSameSeed() {
        // Given
        ModelShape shape = new ModelShape("bert", 1, 8, 2, 2, 16, 20, 8);
        RandomModel.write(shape, 7, folder.resolve("one"));
        RandomModel.write(shape, 7, folder.resolve("two"));
        RandomModel.write(shape, 8, folder.resolve("other"));

        // When
        float[] one = words(folder.resolve("one"));
        float[] two = words(folder.resolve("two"));
        float[] other = words(folder.resolve("other"));

        // Then
        assertThat(one).isEqualTo(two).isNotEqualTo(other);
    }

    private static float[] words(Path model) {
        try (HuggingFaceFolder open = HuggingFaceFolder.open(model)) {
            return open.weight("embeddings.word_embeddings.weight", 20, 8).toArray();
        }
    }
}
