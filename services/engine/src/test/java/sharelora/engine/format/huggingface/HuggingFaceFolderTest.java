package sharelora.engine.format.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.format.HandMade;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

class HuggingFaceFolderTest {

    private static final Map<String, String> METADATA = Map.of("format", "pt");

    @TempDir
    Path folder;

    @Test
    void findsATensorWithAndWithoutThePrefixOfModelsWithAHead() {
        // Given
        write("model.safetensors", Weight.of("bert.x", new int[] {1}, new float[] {3}), one("y"));
        // When
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder)) {
            // Then
            assertThat(model.weight("x", 1).get(0)).isEqualTo(3);
            assertThat(model.weight("y", 1).get(0)).isEqualTo(1);
            assertThat(model.names()).containsExactly("bert.x", "y");
        }
    }

    @Test
    void namesWhatIsMissingMisshapenOrNotFinite() {
        // Given
        write("model.safetensors", one("x"), Weight.of("bad", new int[] {1}, new float[] {Float.NaN}));
        // When
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder)) {
            // Then
            assertThatThrownBy(() -> model.weight("z", 1))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessage(
                            folder
                                    + ": has no tensor \"z\", nor with one of [bert., roberta., transformer., model.] before it");
            assertThatThrownBy(() -> model.weight("x", 2)).hasMessageContaining("shape [1]: expected [2]");
            assertThatThrownBy(() -> model.weight("bad", 1)).hasMessageContaining("holds NaN at 0");
        }
    }

    @Test
    void readsShardsByTheirIndex() {
        // Given
        write("model-1.safetensors", one("x"));
        write("model-2.safetensors", one("y"));
        index("{\"x\":\"model-1.safetensors\",\"y\":\"model-2.safetensors\"}");
        // When
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder)) {
            // Then
            assertThat(model.names()).containsExactly("x", "y");
            assertThat(model.weight("y", 1).get(0)).isEqualTo(1);
        }
    }

    @Test
    void refusesAnIndexThatItsShardsContradict() {
        write("model-1.safetensors", one("x"));
        write("model-2.safetensors", one("y"));
        index("{\"y\":\"model-1.safetensors\",\"x\":\"model-2.safetensors\"}");
        assertThatThrownBy(() -> HuggingFaceFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected it by model.safetensors.index.json");
    }

    @Test
    void refusesOneTensorInTwoShards() {
        write("model-1.safetensors", one("x"));
        write("model-2.safetensors", one("x"), one("y"));
        index("{\"x\":\"model-1.safetensors\",\"y\":\"model-2.safetensors\"}");
        assertThatThrownBy(() -> HuggingFaceFolder.open(folder)).hasMessageContaining("\"x\" in two files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.safetensors", "/etc/passwd", "a/b.safetensors", "model.bin", ".."})
    void refusesAnIndexThatLeadsOutOfTheFolder(String place) {
        index("{\"x\":\"" + place + "\"}");
        assertThatThrownBy(() -> HuggingFaceFolder.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected the name of a safetensors file in this folder");
    }

    @Test
    void refusesAFolderWithoutWeights() {
        assertThatThrownBy(() -> HuggingFaceFolder.open(folder)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> HuggingFaceFolder.open(folder.resolve("none"))).hasMessageContaining("no such folder");
    }

    private void write(String file, Weight... tensors) {
        SafetensorsWriter.write(folder.resolve(file), METADATA, List.of(tensors));
    }

    private void index(String weightMap) {
        HandMade.write(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":" + weightMap + "}");
    }

    private static Weight one(String name) {
        return Weight.of(name, new int[] {1}, new float[] {1});
    }
}
