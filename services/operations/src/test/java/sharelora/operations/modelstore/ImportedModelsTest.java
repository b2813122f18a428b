package sharelora.operations.modelstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.model.config.ModelConfig;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.text.TextTokenizer;

/** Models as people publish them, imported, beside transformers ({@code infra/golden/make_cases.py}). */
class ImportedModelsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/cases");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    static Stream<Named<JsonNode>> taken() throws IOException {
        return cases().filter(one -> one.get("refused").isNull()).map(ImportedModelsTest::named);
    }

    static Stream<Named<JsonNode>> refused() throws IOException {
        return cases().filter(one -> !one.get("refused").isNull()).map(ImportedModelsTest::named);
    }

    private static Named<JsonNode> named(JsonNode one) {
        return Named.of(one.get("name").textValue(), one);
    }

    private static Stream<JsonNode> cases() throws IOException {
        JsonNode cases = JSON.readTree(GOLDEN.resolve("models.json").toFile());
        return StreamSupport.stream(cases.spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("taken")
    void saysWhatTransformersSaysOfTheFolder(JsonNode one) {
        // When
        Path imported = imported(one);
        // Then
        assertThat(said).as("what import says").hasSize(one.get("says").isEmpty() ? 1 : 2);
        assertThat(said.getLast())
                .isEqualTo("a " + one.get("family").textValue()
                        + " of 2 layers and 48 positions, the most that a stream's maxLength can be");
        one.get("says").forEach(word -> assertThat(said.getFirst()).contains(word.textValue()));
        int positions =
                ModelConfig.read(imported.resolve("config.json")).shape().positions();
        try (TextTokenizer tokenizer = TextTokenizer.open(imported.resolve("tokenizer.json"), positions)) {
            for (JsonNode text : one.get("texts")) {
                int[] ids = tokenizer.encode(text.get("text").textValue());
                assertThat(ids).as(text.get("text").textValue()).containsExactly(integers(text.get("ids")));
                assertNumbers(ComputedModel.of(imported, ids, one.get("head").booleanValue()), text.get("numbers"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("taken")
    void staysWhatItIsWithAnAdapterThatHasLearnedNothing(JsonNode one) {
        Path imported = imported(one);
        ModelShape shape = ModelConfig.read(imported.resolve("config.json")).shape();
        boolean head = one.get("head").booleanValue();
        int[] ids = integers(one.get("texts").get(0).get("ids"));
        // When
        MergedModel.write(imported, nothing(shape), Optional.empty(), folder.resolve("merged"));
        // Then
        assertThat(ComputedModel.of(folder.resolve("merged"), ids, head))
                .containsExactly(ComputedModel.of(imported, ids, head));
        assertThat(folder.resolve("merged/tokenizer_config.json"))
                .hasSameBinaryContentAs(imported.resolve("tokenizer_config.json"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesByNameWhatItWouldComputeOtherwise(JsonNode one) {
        assertThatThrownBy(() -> imported(one))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(texts(one.get("refused")))
                .hasMessageContaining("expected");
        assertThat(folder.resolve("blobs/models")).doesNotExist();
    }

    @Test
    void keepsTheTypeOfTheNumbersThatItCameWith() throws IOException {
        // When
        JsonNode config =
                JSON.readTree(imported(one("llama-half")).resolve("config.json").toFile());
        // Then
        assertThat(config.path("dtype").asText(config.path("torch_dtype").asText()))
                .isEqualTo("bfloat16");
    }

    @Test
    void aDecoderWithoutALanguageHeadIsForClassificationAlone() throws IOException {
        Path imported = imported(one("llama-without-head"));
        BaseModels models = new BaseModels(store());
        BaseModels.Base base = models.resolve("some", Optional.empty());
        // When
        models.requireStockHead(base);
        assertThatThrownBy(() -> models.requireWords(base))
                // Then
                .hasMessageContaining("without a language head: expected a gpt2 or llama that has one");
        assertThat(JSON.readTree(imported.resolve("config.json").toFile()).get("architectures"))
                .hasToString("[\"LlamaModel\"]");
    }

    private static JsonNode one(String name) throws IOException {
        return cases().filter(one -> one.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Path imported(JsonNode one) {
        BlobStore blobs = store();
        Path from = GOLDEN.resolve(one.get("name").textValue());
        String sha256 = new BaseModels(blobs).importFolder(from, "some", said::add);
        return BlobFolder.fetch(blobs, "models/some", sha256);
    }

    private BlobStore store() {
        return BlobStore.open(folder.resolve("blobs").toUri());
    }

    /** An adapter before its first step: B is zero. */
    private static LowRankAdapter nothing(ModelShape shape) {
        Projection query = shape.projection("query");
        float[] a = new float[2 * query.in()];
        Arrays.fill(a, 0.5f);
        Map<String, LowRankPair> pairs =
                Map.of("query", new LowRankPair(query.in(), query.out(), a, new float[2 * query.out()]));
        List<Map<String, LowRankPair>> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(pairs);
        }
        return new LowRankAdapter("some", "0".repeat(64), ModuleNames.of(shape.family()), "lora", 4, false, 0, layers);
    }

    private static void assertNumbers(float[] found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.length; i++) {
            double number = expected.get(i).doubleValue();
            assertThat((double) found[i]).as("number " + i).isCloseTo(number, within(1e-4 * (1 + Math.abs(number))));
        }
    }

    private static String[] texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::textValue)
                .toArray(String[]::new);
    }

    private static int[] integers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }
}
