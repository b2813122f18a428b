package sharelora.engine.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        AdapterFolder adapter = adapter(List.of("value", "query"), 2);
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
        AdapterFolder adapter = adapter(List.of("query", "value"), 2);
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
        AdapterFolder adapter = adapter(List.of("query", "value"), 2);
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
        AdapterFolder adapter = adapter(List.of(targets.split(",")), 1);
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
        AdapterFolder adapter = adapter(List.of("query"), 1);
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
        PeftFolder.write(adapter(List.of("query"), 2), folder);
        Path again = temporary.resolve("again");
        // When
        PeftFolder.write(adapter(List.of("query"), 2), again);
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
        AdapterFolder adapter = adapter(List.of("query"), 2);
        PeftFolder.write(adapter, folder);
        ObjectNode config = config();
        JSON.readTree("""
                        {"alpha_pattern": {}, "auto_mapping": null, "init_lora_weights": true, "lora_bias": false,
                         "megatron_core": "megatron.core", "peft_version": "0.21.0", "qalora_group_size": 16,
                         "rank_pattern": {}, "use_dora": false, "use_rslora": false}
                        """).properties().forEach(field -> config.set(field.getKey(), field.getValue()));
        write(config);
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
                "peft_type|\"VERA\"|peft_type is \"VERA\": expected LORA",
                "bias|\"all\"|bias is \"all\": expected none",
                "r|0|r is 0: expected a whole number from 1",
                "r|3|expected [3, in] and [out, 3]",
                "lora_alpha|-1|lora_alpha is -1",
                "lora_dropout|2|lora_dropout is 2"
            })
    void refusesAConfigThatMeansAnotherAdapter(String field, String value, String complaint) throws IOException {
        // Given
        PeftFolder.write(adapter(List.of("query"), 2), folder);
        ObjectNode config = config();
        config.set(field, JSON.readTree(value));
        write(config);
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
        PeftFolder.write(adapter(List.of("query"), 2), folder);
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
        AdapterFolder adapter = adapter(List.of("query"), 2);
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

    @Test
    void keepsTheNamesOfLlama() throws IOException {
        // Given
        AdapterFolder adapter = adapter(Naming.LLAMA, List.of("value", "gate", "down"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(config().get("target_modules")).hasToString("[\"down_proj\",\"gate_proj\",\"v_proj\"]");
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
        AdapterFolder adapter = adapter(Naming.GPT2, List.of("query", "value", "output"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        ObjectNode config = config();
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
        AdapterFolder adapter = adapter(Naming.GPT2, List.of("c_attn", "down"), 2);
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
    }

    @Test
    void refusesAMergedPairThatIsNoneOrHasNoPlace() throws IOException {
        // Given
        PeftFolder.write(adapter(Naming.GPT2, List.of("query", "value"), 2), folder);
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
        assertThatThrownBy(() -> PeftFolder.write(adapter(Naming.GPT2, List.of("c_attn", "key"), 2), folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected either c_attn or parts of it");
    }

    @ParameterizedTest
    @CsvSource({
        "BERT,bert.encoder.layer.1.attention.self.query,classifier",
        "ROBERTA,roberta.encoder.layer.1.attention.self.query,classifier",
        "GPT2,transformer.h.1.attn.c_attn,score",
        "LLAMA,model.layers.1.self_attn.q_proj,score"
    })
    void putsAStockHeadWhereTheClassForSequenceClassificationHasIt(StockNaming naming, String query, String module)
            throws IOException {
        // Given
        AdapterFolder adapter = adapter(Naming.of(naming.family()), List.of("query"), 2)
                .withHead(stock(naming, List.of("a", "ü", "c")));
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(config().get("task_type").textValue()).isEqualTo("SEQ_CLS");
        assertThat(config().get("modules_to_save")).hasToString("[\"" + module + "\"]");
        assertThat(folder.resolve("head.safetensors")).doesNotExist();
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("AutoModelForSequenceClassification.from_pretrained(base, num_labels=3)");
        try (Safetensors tensors = Safetensors.open(folder.resolve("adapter_model.safetensors"))) {
            assertThat(tensors.names()).contains("base_model.model." + query + ".lora_A.weight");
            assertThat(tensors.names())
                    .containsAll(naming.tensors().stream()
                            .map("base_model.model."::concat)
                            .toList());
        }
    }

    @Test
    void readsAStockHeadOfARegression() {
        // Given
        AdapterFolder adapter = adapter(List.of("query"), 2).withHead(stock(StockNaming.BERT, List.of()));
        // When
        PeftFolder.write(adapter, folder);
        // Then
        assertThat(PeftFolder.read(folder)).isEqualTo(adapter);
        assertThat(folder.resolve("README.md")).content().contains("print(logits.item())");
    }

    @Test
    void refusesAStockHeadThatIsNotWhole() throws IOException {
        // Given
        AdapterFolder adapter = adapter(List.of("query"), 2);
        PeftFolder.write(adapter.withHead(stock(StockNaming.BERT, List.of("a", "b"))), folder);
        String head = "base_model.model.classifier.";
        // When, Then
        assertHeadRefused(
                "holds no head: expected that of a class for sequence classification",
                name -> name.startsWith(head + "weight") ? null : name);
        assertHeadRefused("has no tensor \"" + head + "bias\"", name -> name.equals(head + "bias") ? null : name);
        assertHeadRefused(
                "has the tensor \"" + head + "other\": expected [classifier.weight, classifier.bias]",
                name -> name.equals(head + "bias") ? head + "other" : name);
    }

    /** Rewrites the adapter's file under other names; null: without the tensor. */
    private void assertHeadRefused(String complaint, UnaryOperator<String> renamed) throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        List<Weight> tensors = new ArrayList<>();
        try (Safetensors read = Safetensors.open(file)) {
            for (String name : read.names()) {
                if (renamed.apply(name) != null) {
                    float[] numbers = read.weight(name).toArray();
                    tensors.add(Weight.of(renamed.apply(name), read.weight(name).shape(), numbers));
                }
            }
        }
        SafetensorsWriter.write(file, Map.of(), tensors);
        assertThatThrownBy(() -> PeftFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
        Files.write(file, whole);
    }

    /** D = 4. */
    private static StockHead stock(StockNaming naming, List<String> labels) {
        Random random = new Random(8);
        Map<String, float[]> numbers = new TreeMap<>();
        for (String tensor : naming.tensors()) {
            numbers.put(tensor, HandMade.numbers(random, naming.shape(tensor, Math.max(1, labels.size()), 4)));
        }
        return new StockHead(naming, labels, numbers);
    }

    private void assertRefused(String complaint, Weight... tensors) {
        SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), Map.of(), List.of(tensors));
        assertThatThrownBy(() -> PeftFolder.read(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(complaint);
    }

    private ObjectNode config() throws IOException {
        return (ObjectNode) JSON.readTree(folder.resolve("adapter_config.json").toFile());
    }

    private void write(ObjectNode config) throws IOException {
        JSON.writeValue(folder.resolve("adapter_config.json").toFile(), config);
    }

    private static AdapterFolder adapter(List<String> targets, int rank) {
        return adapter(Naming.ENCODER, targets, rank);
    }

    /** Two layers of D = 4 and F = 6. */
    private static AdapterFolder adapter(Naming naming, List<String> targets, int rank) {
        Random random = new Random(7);
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            Map<String, LowRankPair> pairs = new TreeMap<>();
            for (String target : targets) {
                int in = target.equals("down") ? 6 : 4;
                int out = target.equals("up") || target.equals("gate") ? 6 : target.equals("c_attn") ? 12 : 4;
                pairs.put(
                        target,
                        new LowRankPair(
                                in, out, HandMade.numbers(random, rank, in), HandMade.numbers(random, out, rank)));
            }
            layers.add(pairs);
        }
        MeanHead head =
                new MeanHead(List.of("a", "ü", "c"), 10, HandMade.numbers(random, 3, 4), HandMade.numbers(random, 3));
        return new AdapterFolder(new LowRankAdapter("minilm", "abc", naming, "share-a", 16, false, 0, layers), head);
    }
}
