package sharelora.engine.format.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.head.MeanHead;

class PeftFolderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("checkpoint");
    }

    @Test
    void readsBackWhatWasWritten() {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("value", "query"), 2);
        PeftFolder.write(adapter, folder);
        // When
        AdapterFolder read = PeftFolder.read(folder);
        // Then
        assertThat(read).isEqualTo(adapter);
        assertThat(read.rank()).isEqualTo(2);
        assertThat(read.targets()).containsExactly("query", "value");
    }

    @Test
    void writesAAndBForEveryLayerUnderPeftsNames() {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query", "value"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        try (Safetensors tensors = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
            assertThat(tensors.metadata()).containsEntry("format", "pt").containsEntry("method", "share-a");
            assertThat(tensors.names())
                    .hasSize(8)
                    .contains(
                            "base_model.model.encoder.layer.0.attention.self.query.lora_A.weight",
                            "base_model.model.encoder.layer.1.attention.self.value.lora_B.weight");
            assertThat(tensors.weight("base_model.model.encoder.layer.1.attention.self.query.lora_A.weight", 2, 4)
                            .toArray())
                    .containsExactly(adapter.layers().get(1).get("query").a());
        }
    }

    @Test
    void saysInTheConfigWhatPeftNeeds() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query", "value"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        JsonNode config = JSON.readTree(folder.resolve("adapter_config.json").toFile());
        assertThat(config).isEqualTo(JSON.readTree("""
                                {"base_model_name_or_path": "minilm", "bias": "none", "fan_in_fan_out": false,
                                 "inference_mode": true, "lora_alpha": 16, "lora_dropout": 0.0, "modules_to_save": null,
                                 "peft_type": "LORA", "r": 2, "target_modules": ["query", "value"],
                                 "task_type": "FEATURE_EXTRACTION"}
                                """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "output,down;[\"attention.output.dense\",\"output.dense\"]",
                "output,up;[\"attention.output.dense\",\"intermediate.dense\"]",
                "query,down;\"(.*\\\\.)?encoder\\\\.layer\\\\.\\\\d+\\\\.(attention\\\\.self\\\\.query|output\\\\.dense)\""
            })
    void namesModulesThatPeftFindsNoOthersFor(String targets, String modules) throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of(targets.split(",")), 1);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        JsonNode config = JSON.readTree(folder.resolve("adapter_config.json").toFile());
        assertThat(config.get("target_modules").toString()).isEqualTo(modules);
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
    }

    @Test
    void describesTheHeadAndHowToApplyIt() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query"), 1);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        try (Safetensors head = Safetensors.open(folder.resolve("head.safetensors"))) {
            assertThat(head.metadata())
                    .isEqualTo(Map.of(
                            "format", "pt", "labels", "[\"a\",\"ü\",\"c\"]", "pooling", "mean", "scale", "10.0"));
            assertThat(head.weight("weight", 3, 4).toArray())
                    .containsExactly(adapter.head().numbers().get(MeanHead.WEIGHT));
            assertThat(head.weight("bias", 3).toArray())
                    .containsExactly(adapter.head().numbers().get(MeanHead.BIAS));
        }
        String readme = Files.readString(folder.resolve("README.md"));
        String python = readme.substring(readme.indexOf("```python\n") + 10, readme.lastIndexOf("```"));
        assertThat(python.lines()).hasSizeLessThanOrEqualTo(8);
        assertThat(readme).contains("share-a adapter on minilm", "`abc`", "Rank 1, alpha 16.0");
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        // Given
        PeftFolder.write(HandMadeAdapter.of(List.of("query"), 2), folder);
        Path again = temporary.resolve("again");
        // When
        PeftFolder.write(HandMadeAdapter.of(List.of("query"), 2), again);
        // Then
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList())
                    .hasSize(4)
                    .allSatisfy(file ->
                            assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file));
        }
    }

    @Test
    void readsAFolderThatPeftWroteItself() throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query"), 2);
        PeftFolder.write(adapter, folder);
        ObjectNode config = HandMadeAdapter.config(folder);
        JSON.readTree("""
                        {"alpha_pattern": {}, "auto_mapping": null, "init_lora_weights": true, "lora_bias": false,
                         "megatron_core": "megatron.core", "peft_version": "0.21.0", "qalora_group_size": 16,
                         "rank_pattern": {}, "use_dora": false, "use_rslora": false}
                        """).properties().forEach(field -> config.set(field.getKey(), field.getValue()));
        HandMadeAdapter.write(folder, config);
        // When
        AdapterFolder read = PeftFolder.read(folder);
        // Then
        assertThat(read).isEqualTo(adapter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "init_lora_weights|false",
                "init_lora_weights|\"gaussian\"",
                "init_lora_weights|\"eva\"",
                "init_lora_weights|\"orthogonal\"",
                "init_lora_weights|\"mica\"",
                "exclude_modules|[\"nothing_of_the_kind\"]",
                "exclude_modules|\".*nothing\"",
                "layers_to_transform|[0,1]",
                "layers_pattern|\"layer\"",
                "eva_config|{\"rho\":2.0}",
                "loftq_config|{\"loftq_bits\":4}",
                "ensure_weight_tying|true"
            })
    void takesWhatChangesNoNumber(String field, String value) throws IOException {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query"), 2);
        PeftFolder.write(adapter, folder);
        ObjectNode config = HandMadeAdapter.config(folder);
        config.set(field, JSON.readTree(value));
        HandMadeAdapter.write(folder, config);
        // When
        AdapterFolder read = PeftFolder.read(folder);
        // Then
        assertThat(read).isEqualTo(adapter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "use_dora|true|use_dora is true: expected plain LoRA",
                "use_rslora|\"yes\"|use_rslora is \"yes\": expected true or false",
                "rank_pattern|{\"query\":4}|rank_pattern is",
                "modules_to_save|[\"classifier\"]|modules_to_save is",
                "of_tomorrow|1|of_tomorrow is 1: expected plain LoRA",
                "peft_type|\"IA3\"|peft_type is \"IA3\": expected LORA or VERA",
                "init_lora_weights|\"pissa\"|path_initial_model_for_weight_conversion",
                "init_lora_weights|\"pissa_niter_16\"|path_initial_model_for_weight_conversion",
                "init_lora_weights|\"OLoRA\"|path_initial_model_for_weight_conversion",
                "init_lora_weights|\"corda\"|path_initial_model_for_weight_conversion",
                "init_lora_weights|\"lora_ga\"|path_initial_model_for_weight_conversion",
                "init_lora_weights|\"loftq\"|init_lora_weights is \"loftq\": expected true, false or one of [eva, gaussian",
                "init_lora_weights|\"of_tomorrow\"|init_lora_weights is \"of_tomorrow\": expected true, false",
                "init_lora_weights|1|init_lora_weights is 1: expected a text",
                "trainable_token_indices|[1]|trainable_token_indices is [1]",
                "layer_replication|[[0,1]]|layer_replication is",
                "lora_bias|true|lora_bias is true",
                "use_qalora|true|use_qalora is true",
                "bias|\"all\"|bias is \"all\": expected none",
                "r|0|r is 0: expected a whole number from 1",
                "r|3|expected [3, in] and [out, 3]",
                "lora_alpha|-1|lora_alpha is -1",
                "lora_dropout|2|lora_dropout is 2"
            })
    void refusesAConfigThatMeansAnotherAdapter(String field, String value, String complaint) throws IOException {
        // Given
        PeftFolder.write(HandMadeAdapter.of(List.of("query"), 2), folder);
        ObjectNode config = HandMadeAdapter.config(folder);
        config.set(field, JSON.readTree(value));
        HandMadeAdapter.write(folder, config);
        // When
        assertThatThrownBy(() -> PeftFolder.read(folder))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesTensorsThatDoNotMakePairs() {
        // Given
        String a = "base_model.model.encoder.layer.0.attention.self.query.lora_A.weight";
        Weight lone = Weight.of(a, new int[] {2, 4}, new float[8]);
        Weight other = Weight.of("base_model.model.pooler.dense.lora_A.weight", new int[] {2, 4}, new float[8]);
        Weight second =
                Weight.of(a.replace("A.w", "B.w").replace("layer.0", "layer.2"), new int[] {4, 2}, new float[8]);
        // When
        PeftFolder.write(HandMadeAdapter.of(List.of("query"), 2), folder);
        // Then
        assertRefused("lora_A.weight\" alone", lone);
        assertRefused("expected only lora_A and lora_B of one family's layers", other);
        assertRefused("lora_B.weight\" alone", second);
        assertRefused("needs at least one layer");
        assertRefused(
                "layer 0 has the targets []",
                lone.named(a.replace("layer.0", "layer.1")),
                second.named(a.replace("A.w", "B.w").replace("layer.0", "layer.1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "labels|[\"a\",\"a\",\"b\"]|expected at least two, each once",
                "labels|[\"a\",\"b\"]|weight has shape [3, 4]: expected [2, D]",
                "labels|7|labels is 7: expected a list",
                "labels|[|is not JSON",
                "pooling|cls|expected pooling mean",
                "scale|-1|scale is -1",
                "scale|NaN|is not JSON"
            })
    void refusesAHeadThatSaysOtherwise(String key, String value, String complaint) {
        // Given
        AdapterFolder adapter = HandMadeAdapter.of(List.of("query"), 2);
        PeftFolder.write(adapter, folder);
        Map<String, String> metadata =
                new TreeMap<>(Map.of("labels", "[\"a\",\"b\",\"c\"]", "pooling", "mean", "scale", "10"));
        metadata.put(key, value);
        SafetensorsWriter.write(
                folder.resolve("head.safetensors"),
                metadata,
                List.of(
                        Weight.of(
                                "weight",
                                new int[] {3, 4},
                                adapter.head().numbers().get(MeanHead.WEIGHT)),
                        Weight.of(
                                "bias", new int[] {3}, adapter.head().numbers().get(MeanHead.BIAS))));
        // When
        assertThatThrownBy(() -> PeftFolder.read(folder))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }

    private void assertRefused(String complaint, Weight... tensors) {
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), Map.of(), List.of(tensors));
        assertThatThrownBy(() -> PeftFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }
}
