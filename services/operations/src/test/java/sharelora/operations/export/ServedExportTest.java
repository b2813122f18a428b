package sharelora.operations.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sharelora.engine.Engines;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.format.CanonicalJson;
import sharelora.engine.format.JsonFields;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.safetensors.TensorType;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.inference.Decoding;
import sharelora.engine.inference.Generator;
import sharelora.engine.inference.InferenceModel;
import sharelora.engine.model.BaseModel;
import sharelora.engine.ops.Engine;
import sharelora.text.PromptTokenizer;
import sharelora.text.TextTokenizer;

/** Exports of every family with what a program that serves them reads beside the numbers. */
class ServedExportTest {

    /** Where {@code infra/golden/check_exports.py} looks for them, to load them in stock transformers and PEFT. */
    private static final Path EXPORTS = Path.of("target", "served-exports");

    private static final List<String> TEXTS = List.of(
            "the cat sat", " Hello café, the BOX is broken!", "where is my order? my card was charged twice", "é");

    private static final int SAID = 8;

    private static Engine engine;

    /** A model, a head on it, and the tokens by name that its exports must have. */
    enum Case {
        BERT_MEAN("bert", TensorType.F32, "[PAD]"),
        BERT_STOCK("bert", TensorType.F32, "[PAD]"),
        ROBERTA_MEAN("roberta", TensorType.F32, "<pad>"),
        ROBERTA_STOCK("roberta", TensorType.F32, "<pad>"),
        GPT2_STOCK("gpt2", TensorType.F32, "<|endoftext|>"),
        GPT2_LANGUAGE("gpt2", TensorType.F32, "<|endoftext|>"),
        LLAMA_STOCK("llama", TensorType.F32, "</s>"),
        LLAMA_LANGUAGE("llama", TensorType.F32, "</s>"),
        LLAMA_BFLOAT16_LANGUAGE("llama", TensorType.BF16, "</s>"),
        LLAMA_FLOAT16_STOCK("llama", TensorType.F16, "</s>");

        private final String family;
        private final TensorType type;
        private final String padding;

        Case(String family, TensorType type, String padding) {
            this.family = family;
            this.type = type;
            this.padding = padding;
        }

        PublishedModel model() {
            return new PublishedModel(family, type);
        }

        String head() {
            return name().substring(name().lastIndexOf('_') + 1);
        }

        TrainedHead trained() {
            return switch (head()) {
                case "MEAN" -> {
                    float[] weight =
                            model().stockHead().numbers().values().iterator().next();
                    yield new MeanHead(PublishedModel.LABELS, 10, Arrays.copyOf(weight, 96), new float[] {0.1f, 0, 0});
                }
                case "STOCK" -> model().stockHead();
                default -> new LanguageHead();
            };
        }
    }

    @BeforeAll
    static void open() {
        engine = Engines.fused();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @EnumSource
    void haveTheTokenizerAndTheIdsThatTheEngineComputesWith(Case served) throws IOException {
        // Given
        Path home = emptied(EXPORTS.resolve(served.name().toLowerCase(Locale.ROOT)));
        Path published = served.model().writeTo(home.resolve("base"));
        StoredExport stored = StoredExport.imported(published, Files.createTempDirectory("served"));
        // When
        for (ExportForm form : List.of(ExportForm.PEFT, ExportForm.MERGED)) {
            Path out = home.resolve(form == ExportForm.PEFT ? "peft" : "merged");
            stored.export(served.model(), true, served.trained(), form, out);
        }
        stored.export(served.model(), false, served.trained(), ExportForm.MERGED, home.resolve("step-0"));
        // Then
        for (String form : List.of("peft", "merged")) {
            Path out = home.resolve(form);
            assertThat(out.resolve("tokenizer.json")).hasSameBinaryContentAs(published.resolve("tokenizer.json"));
            JsonFields config = JsonFields.read(out.resolve("tokenizer_config.json"));
            assertThat(config.text("tokenizer_class")).isEqualTo("PreTrainedTokenizerFast");
            assertThat(config.text("pad_token")).isEqualTo(served.padding);
            assertThat(config.text("padding_side")).isEqualTo("right");
            assertThat(config.integer("model_max_length", 0, 100)).isEqualTo(64);
            assertThat(JsonFields.read(out.resolve("special_tokens_map.json")).text("pad_token"))
                    .isEqualTo(served.padding);
        }
        assertThat(home.resolve("peft/README.md")).content().contains("AutoTokenizer.from_pretrained(adapter)");
        int padding = TokenizerJson.read(published.resolve("tokenizer.json"))
                .id(served.padding)
                .orElseThrow();
        assertThat(JsonFields.read(home.resolve("merged/config.json")).integer("pad_token_id", 0, 999))
                .isEqualTo(padding);
        record(served, home);
    }

    /** What the engine says, for the script. */
    private static void record(Case served, Path home) throws IOException {
        Map<String, Object> expected = new TreeMap<>();
        expected.put("family", served.model().family());
        expected.put("head", served.head().toLowerCase(Locale.ROOT));
        expected.put("dtype", JsonFields.read(home.resolve("base/config.json")).text("dtype"));
        expected.put("texts", TEXTS);
        try (TextTokenizer tokenizer = TextTokenizer.open(home.resolve("base/tokenizer.json"), 64)) {
            List<int[]> ids = TEXTS.stream().map(tokenizer::encode).toList();
            expected.put("ids", ids);
            for (String form : List.of("peft", "merged")) {
                try (BaseModel base = BaseModel.open(engine, home.resolve(form.equals("peft") ? "base" : form))) {
                    int end = served.model().family().equals("gpt2") ? 0 : 1;
                    PromptTokenizer prompts = PromptTokenizer.of(tokenizer, end);
                    Object said = served.head().equals("LANGUAGE")
                            ? said(
                                    base,
                                    home,
                                    form,
                                    TEXTS.stream().map(prompts::prompt).toList(),
                                    end)
                            : losses(base, adapter(served, form.equals("peft")), ids);
                    expected.put(form, said);
                }
            }
        }
        CanonicalJson.write(home.resolve("expected.json"), expected);
    }

    private static List<int[]> said(BaseModel base, Path home, String form, List<int[]> prompts, int end) {
        try (Generator generator =
                form.equals("peft") ? Generator.open(base, home.resolve("peft"), 1) : Generator.of(base, 1)) {
            return generator.generate(prompts, Decoding.greedy(SAID, List.of(end)));
        }
    }

    /** @param added what a merged base has in it already is not to be added again */
    private static AdapterFolder adapter(Case served, boolean added) {
        return new AdapterFolder(served.model().adapter("0".repeat(64), added), served.trained());
    }

    /** Cross-entropy of each label for each text. */
    private static List<double[]> losses(BaseModel base, AdapterFolder adapter, List<int[]> ids) {
        int[] starts = new int[ids.size() + 1];
        IntStream.range(0, ids.size()).forEach(i -> starts[i + 1] = starts[i] + ids.get(i).length);
        int[] tokens = ids.stream().flatMapToInt(Arrays::stream).toArray();
        double[][] losses = new double[ids.size()][PublishedModel.LABELS.size()];
        try (InferenceModel model = InferenceModel.of(base, adapter, 1)) {
            for (int label = 0; label < PublishedModel.LABELS.size(); label++) {
                int[] classes = new int[ids.size()];
                Arrays.fill(classes, label);
                double[] found =
                        model.predict(new PackedBatch(tokens, starts, classes)).losses();
                for (int i = 0; i < found.length; i++) {
                    losses[i][label] = found[i];
                }
            }
        }
        return List.of(losses);
    }

    private static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
