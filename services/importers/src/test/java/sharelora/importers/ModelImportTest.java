package sharelora.importers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.HandMade;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.HuggingFaceFolder;
import sharelora.engine.format.huggingface.ModelTensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.config.BertConfig;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.RobertaConfig;

class ModelImportTest {

    private static final String TOKENIZER = "{\"model\":{\"type\":\"WordPiece\"}}";

    private static final int MUTATIONS = 2000;

    @TempDir
    Path folder;

    @Test
    void givesProjectionsTheirNamesAndTurnsThem() throws IOException {
        // Given
        Map<String, Weight> weights = HandMade.tinyBert();
        Path jar = HandMadeOnnx.jar(folder.resolve("m.jar"), "tiny", HandMadeOnnx.model(weights), TOKENIZER);
        // When
        ModelImport.onnx(jar, "tiny", HandMade.TINY, folder.resolve("model"));
        // Then
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder.resolve("model"))) {
            assertThat(model.names()).containsExactlyInAnyOrderElementsOf(weights.keySet());
            weights.forEach((name, weight) -> assertThat(
                            model.weight(name, weight.shape()).toArray())
                    .as(name)
                    .containsExactly(weight.toArray()));
            assertThat(ModelConfig.read(model.config())).isEqualTo(HandMade.TINY);
        }
        assertThat(folder.resolve("model/tokenizer.json")).hasContent(TOKENIZER);
        assertThat(folder.resolve("model/tokenizer_config.json")).content().contains("\"model_max_length\" : 5");
    }

    @Test
    void makesTheSameBytesOfTheSameModelFromAJarAndFromAFolder() throws IOException {
        // Given
        Path jar =
                HandMadeOnnx.jar(folder.resolve("m.jar"), "tiny", HandMadeOnnx.model(HandMade.tinyBert()), TOKENIZER);
        ModelImport.onnx(jar, "tiny", HandMade.TINY, folder.resolve("one"));
        Path withHead = withHead();
        // When
        ModelImport.folder(withHead, folder.resolve("two"));
        // Then
        try (Stream<Path> files = Files.list(folder.resolve("one"))) {
            assertThat(files.toList())
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(folder.resolve("two").resolve(file.getFileName()))
                            .hasSameBinaryContentAs(file));
        }
    }

    @Test
    void keepsAllThatARobertaComputesWith() throws IOException {
        // Given
        RobertaConfig config = new RobertaConfig(HandMade.TINY, 3);
        List<Weight> weights = new ArrayList<>();
        ModelTensors.of(config)
                .forEach((name, shape) -> weights.add(
                        Weight.of("roberta." + name, shape, HandMade.numbers(new Random(name.hashCode()), shape))));
        Path from = Files.createDirectories(folder.resolve("from"));
        SafetensorsWriter.write(from.resolve("model.safetensors"), Map.of("format", "pt"), weights);
        CanonicalJson.write(from.resolve("config.json"), config.fields());
        HandMade.write(from.resolve("tokenizer.json"), TOKENIZER);
        // When
        ModelImport.folder(from, folder.resolve("to"));
        // Then
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder.resolve("to"))) {
            assertThat(ModelConfig.read(model.config())).isEqualTo(config);
            assertThat(model.weight("embeddings.position_embeddings.weight", 4 + 5, 4)
                            .toArray())
                    .hasSize(36);
            weights.forEach(weight -> assertThat(model.weight(weight.name().substring(8), weight.shape())
                            .toArray())
                    .as(weight.name())
                    .containsExactly(weight.toArray()));
        }
        assertThat(folder.resolve("to/tokenizer_config.json"))
                .content()
                .contains("\"model_input_names\"")
                .doesNotContain("token_type_ids");
    }

    @Test
    void keepsTheFilesThatBelongToAModelAndNoOthers() throws IOException {
        // Given
        Path from = withHead();
        Map<String, String> belonging = Map.of(
                "tokenizer_config.json", "{\"do_lower_case\":false}",
                "special_tokens_map.json", "{}",
                "added_tokens.json", "{}",
                "generation_config.json", "{\"top_k\":3}",
                "chat_template.jinja", "{{ messages }}",
                "vocab.txt", "a\nb\n");
        belonging.forEach((name, text) -> HandMade.write(from.resolve(name), text));
        HandMade.write(from.resolve("optimizer.pt"), "x");
        HandMade.write(from.resolve("modeling.py"), "x");
        // When
        ModelImport.folder(from, folder.resolve("to"));
        // Then
        belonging.forEach((name, text) ->
                assertThat(folder.resolve("to").resolve(name)).as(name).hasContent(text));
        try (Stream<Path> files = Files.list(folder.resolve("to"))) {
            assertThat(files).hasSize(belonging.size() + 3);
        }
    }

    @Test
    void refusesAFileThatBelongsToAModelButIsNone() throws IOException {
        // Given
        Path from = withHead();
        HandMade.write(from.resolve("generation_config.json"), "not JSON");
        // When
        assertThatThrownBy(() -> ModelImport.folder(from, folder.resolve("to")))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("generation_config.json: is not JSON");
        HandMade.write(from.resolve("generation_config.json"), "{}" + " ".repeat(1 << 20));
        assertThatThrownBy(() -> ModelImport.folder(from, folder.resolve("to")))
                .hasMessageContaining("generation_config.json: has 1048578 bytes: expected at most 1048576");
    }

    @Test
    void keepsTheIdsAndTheTypeThatOtherProgramsReadInAConfig() throws IOException {
        // Given
        Path from = withHead();
        Map<String, Object> config = new HashMap<>(HandMade.TINY.fields());
        config.putAll(Map.of("pad_token_id", 3, "bos_token_id", 4, "eos_token_id", List.of(5, 6)));
        config.putAll(Map.of("dtype", "bfloat16", "_name_or_path", "/home/somebody"));
        CanonicalJson.write(from.resolve("config.json"), config);
        // When
        ModelImport.folder(from, folder.resolve("to"));
        // Then
        Map<String, Object> expected = new HashMap<>(HandMade.TINY.fields());
        expected.putAll(Map.of("pad_token_id", 3, "bos_token_id", 4, "eos_token_id", List.of(5, 6)));
        expected.put("torch_dtype", "bfloat16");
        assertThat(JsonFields.read(folder.resolve("to/config.json")).values()).isEqualTo(expected);
    }

    @Test
    void keepsThePoolerOfABertThatHasOne() throws IOException {
        // Given
        List<Weight> weights = new ArrayList<>();
        ModelTensors.withPooler(HandMade.TINY)
                .forEach((name, shape) -> weights.add(
                        Weight.of("bert." + name, shape, HandMade.numbers(new Random(name.hashCode()), shape))));
        Path from = Files.createDirectories(folder.resolve("from"));
        SafetensorsWriter.write(from.resolve("model.safetensors"), Map.of("format", "pt"), weights);
        CanonicalJson.write(from.resolve("config.json"), HandMade.TINY.fields());
        HandMade.write(from.resolve("tokenizer.json"), TOKENIZER);
        // When
        ModelImport.folder(from, folder.resolve("to"));
        // Then
        try (HuggingFaceFolder model = HuggingFaceFolder.open(folder.resolve("to"))) {
            assertThat(model.names()).hasSize(weights.size()).contains("pooler.dense.weight", "pooler.dense.bias");
        }
        assertThatCode(() -> BaseModel.requireStockHead(folder.resolve("to"))).doesNotThrowAnyException();
    }

    @Test
    void refusesAJarOfAnotherModel() {
        // Given
        BertConfig wider = new BertConfig(1, 4, 2, 8, 7, 5, 2, 1e-12, 0.1, 0.1, 0.1);
        Path jar =
                HandMadeOnnx.jar(folder.resolve("m.jar"), "tiny", HandMadeOnnx.model(HandMade.tinyBert()), TOKENIZER);
        // When
        assertThatThrownBy(() -> ModelImport.onnx(jar, "tiny", wider, folder.resolve("x")))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("dimensions [6]")
                .hasMessageContaining("expected data type 1 (float32), [8]");
        assertThat(folder.resolve("x/model.safetensors")).doesNotExist();
    }

    @Test
    void refusesAModelThatLacksAProjection() {
        Map<String, Weight> weights = HandMade.tinyBert();
        weights.remove("encoder.layer.0.output.dense.weight");
        Path jar = HandMadeOnnx.jar(folder.resolve("m.jar"), "tiny", HandMadeOnnx.model(weights), TOKENIZER);
        assertThatThrownBy(() -> ModelImport.onnx(jar, "tiny", HandMade.TINY, folder.resolve("x")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no initializer for \"encoder.layer.0.output.dense.weight\"");
    }

    @Test
    void refusesWhatIsNoSuchJar() {
        Path other = HandMadeOnnx.jar(folder.resolve("other.jar"), "other", new byte[0], TOKENIZER);
        Path noJar = HandMade.write(folder.resolve("no.jar"), "text");
        assertThatThrownBy(() -> ModelImport.minilm(folder.resolve("none"), folder.resolve("x")))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> ModelImport.minilm(noJar, folder.resolve("x")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("cannot be read as a jar");
        assertThatThrownBy(() -> ModelImport.minilm(other, folder.resolve("x")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("all-minilm-l6-v2.onnx has no entry");
    }

    @Test
    void refusesANodeThatWouldTakeMuchMemory() {
        // Given: two bytes of each field make an empty attribute, which is parsed into an object
        ByteBuffer model = ByteBuffer.allocate(10 + (2 << 20));
        model.put((byte) (7 << 3 | 2)).put(new byte[] {(byte) 0x85, (byte) 0x80, (byte) 0x80, 1});
        model.put((byte) (1 << 3 | 2)).put(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, 1});
        while (model.hasRemaining()) {
            model.put((byte) (5 << 3 | 2)).put((byte) 0);
        }
        // When
        assertThatThrownBy(() -> OnnxGraph.read(Path.of("m"), MemorySegment.ofArray(model.array())))
                // Then
                .isInstanceOf(ModelFormatException.class)
                .hasMessage("m: a node or initializer has 2097152 bytes beside its numbers: expected at most 1048576");
    }

    @Test
    void damageToTheGraphOnlyEverRaisesTheDocumentedException() {
        // Given
        byte[] sound = HandMadeOnnx.model(HandMade.tinyBert());
        Random random = new Random(3);
        int refused = 0;
        // When
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
            for (int n = random.nextInt(6); n >= 0 && bytes.length > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            refused += reads(bytes, i) ? 0 : 1;
        }
        // Then
        assertThat(refused).isBetween(MUTATIONS / 4, MUTATIONS - 1);
    }

    private static boolean reads(byte[] bytes, int mutation) {
        try {
            OnnxGraph graph = OnnxGraph.read(Path.of("m"), MemorySegment.ofArray(bytes));
            ModelTensors.of(HandMade.TINY).forEach((name, shape) -> graph.weight(name, shape));
            return true;
        } catch (ModelFormatException e) {
            return false;
        } catch (RuntimeException e) {
            return fail("mutation " + mutation, e);
        }
    }

    @Test
    void refusesAFolderThatWouldBeOverwrittenOrIsIncomplete() throws IOException {
        Path from = withHead();
        assertThatThrownBy(() -> ModelImport.folder(from, from.resolve("../from")))
                .hasMessageContaining("is the folder itself");
        Files.delete(from.resolve("tokenizer.json"));
        assertThatThrownBy(() -> ModelImport.folder(from, folder.resolve("to")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json: no such file");
    }

    /** The same model as a class with a head has it: under {@code bert.}, with weights that are none of the encoder's. */
    private Path withHead() throws IOException {
        Path from = Files.createDirectories(folder.resolve("from"));
        List<Weight> weights = new ArrayList<>();
        HandMade.tinyBert().forEach((name, weight) -> weights.add(weight.named("bert." + name)));
        weights.add(Weight.of("classifier.weight", new int[] {2, 4}, new float[8]));
        SafetensorsWriter.write(from.resolve("model.safetensors"), Map.of("format", "pt"), weights);
        CanonicalJson.write(from.resolve("config.json"), HandMade.TINY.fields());
        HandMade.write(from.resolve("tokenizer.json"), TOKENIZER);
        return from;
    }
}
