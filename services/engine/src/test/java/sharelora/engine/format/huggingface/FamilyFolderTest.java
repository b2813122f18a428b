package sharelora.engine.format.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.HandMadeAdapter;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;

class FamilyFolderTest {

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("checkpoint");
    }

    @Test
    void keepsTheNamesOfLlama() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(ModuleNames.LLAMA, List.of("value", "gate", "down"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(HandMadeAdapter.config(folder).get("target_modules"))
                .hasToString("[\"down_proj\",\"gate_proj\",\"v_proj\"]");
        assertThat(folder.resolve("README.md")).content().doesNotContain("add_pooling_layer");
        try (Safetensors tensors = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
            assertThat(tensors.names())
                    .contains(
                            "base_model.model.layers.1.self_attn.v_proj.lora_A.weight",
                            "base_model.model.layers.0.mlp.gate_proj.lora_B.weight");
        }
    }

    @Test
    void mergesPartsOfGpt2sAttentionInBlocks() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(ModuleNames.GPT2, List.of("query", "value", "output"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        ObjectNode config = HandMadeAdapter.config(folder);
        assertThat(config.get("fan_in_fan_out").booleanValue()).isTrue();
        assertThat(config.get("target_modules")).hasToString("[\"attn.c_proj\",\"c_attn\"]");
        assertThat(config.get("r").intValue()).isEqualTo(2);
        assertThat(config.get("rank_pattern")).hasToString("{\"c_attn\":4}");
        assertThat(config.get("alpha_pattern")).hasToString("{\"c_attn\":32}");
        try (Safetensors tensors = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
            float[] b = tensors.weight("base_model.model.h.1.attn.c_attn.lora_B.weight", 12, 4)
                    .toArray();
            float[] ofQuery = adapter.layers().get(1).get("query").b();
            float[] ofValue = adapter.layers().get(1).get("value").b();
            assertThat(Arrays.copyOfRange(b, 0, 4)).containsExactly(ofQuery[0], ofQuery[1], 0, 0);
            assertThat(Arrays.copyOfRange(b, 16, 32)).containsOnly(0);
            assertThat(Arrays.copyOfRange(b, 44, 48)).containsExactly(0, 0, ofValue[6], ofValue[7]);
        }
    }

    @Test
    void readsAPlainPairOfGpt2sWholeAttention() {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(ModuleNames.GPT2, List.of("c_attn", "down"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
    }

    @Test
    void refusesAMergedPairThatIsNoneOrHasNoPlace() throws IOException {
        // Given
        PeftFolder.write(HandMadeAdapter.of(ModuleNames.GPT2, List.of("query", "value"), 2), folder);
        Path file = folder.resolve("adapter_model.safetensors");
        List<Weight> tensors = new ArrayList<>();
        try (Safetensors read = Safetensors.open(file)) {
            for (String name : read.names()) {
                float[] numbers = read.weight(name).toArray();
                numbers[numbers.length / 2] = 1;
                tensors.add(Weight.of(name, read.weight(name).shape(), numbers));
            }
        }
        // When
        SafetensorsWriter.write(file, Map.of("c_attn", "query,value"), tensors);
        // Then
        assertThatThrownBy(() -> PeftFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected 0 outside of query");
        SafetensorsWriter.write(file, Map.of("c_attn", "value,query"), tensors);
        assertThatThrownBy(() -> PeftFolder.read(folder)).hasMessageContaining("says that c_attn is \"value,query\"");
        SafetensorsWriter.write(file, Map.of(), tensors);
        assertThatThrownBy(() -> PeftFolder.read(folder)).hasMessageContaining("rank_pattern is {\"c_attn\":4}");
        assertThatThrownBy(() ->
                        PeftFolder.write(HandMadeAdapter.of(ModuleNames.GPT2, List.of("c_attn", "key"), 2), folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected either c_attn or parts of it");
    }
}
