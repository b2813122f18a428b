package sharelora.operations.modelstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.format.safetensors.SafetensorsWriter;
import sharelora.engine.format.safetensors.Weight;
import sharelora.operations.WrongUsageException;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;
import sharelora.text.TextTokenizer;
import sharelora.text.TokenizerFileException;

/** What of a folder is tried and said when it is taken in. */
class FolderIntakeTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/cases");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String POINTER =
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 440449768\n";

    @TempDir
    private Path temporary;

    private Path model;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void copy() throws IOException {
        model = Files.createDirectories(temporary.resolve("model"));
        try (Stream<Path> files = Files.list(GOLDEN.resolve("bert-cased"))) {
            for (Path file : files.toList()) {
                Files.copy(file, model.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void takesATokenizerOfMoreThanSixteenMebibytes() throws IOException {
        Path tokenizer = model.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer) + " ".repeat(17 << 20));
        assertThat(imported().resolve("tokenizer.json")).exists();
    }

    @Test
    void refusesATokenizerOfMoreThanSixtyFourMebibytes() throws IOException {
        Path tokenizer = model.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer) + " ".repeat(64 << 20));
        assertThatThrownBy(this::imported)
                .hasMessageContaining("tokenizer.json: has ")
                .hasMessageContaining("expected at most 67108864");
    }

    @Test
    void refusesATokenizerThatItsLibraryDoesNotKnow() throws IOException {
        ObjectNode tokenizer = tokenizer();
        tokenizer.set("pre_tokenizer", JSON.readTree("{\"type\": \"TimeTravel\"}"));
        write("tokenizer.json", tokenizer.toString());
        assertThatThrownBy(this::imported)
                .isInstanceOf(TokenizerFileException.class)
                .hasMessageStartingWith(model.resolve("tokenizer.json").toString())
                .hasMessageContaining("is no Hugging Face tokenizer.json");
    }

    @Test
    void refusesAModelWhoseNumbersLeaveTheRange() throws IOException {
        Path file = model.resolve("model.safetensors");
        List<Weight> tensors = new ArrayList<>();
        try (Safetensors read = Safetensors.open(file)) {
            for (String name : read.names()) {
                float[] numbers = read.weight(name).toArray();
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] *= name.endsWith("dense.weight") ? 3e38f : 1;
                    numbers[i] = Math.clamp(numbers[i], -3e38f, 3e38f);
                }
                tensors.add(Weight.of(name, read.weight(name).shape(), numbers));
            }
        }
        SafetensorsWriter.write(file, Map.of("format", "pt"), tensors);
        assertThatThrownBy(this::imported)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("expected finite numbers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void saysThatAFileIsAPointerOfGitLfs(String file) throws IOException {
        write(file, POINTER);
        assertThatThrownBy(this::imported)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file + ": is a Git LFS pointer")
                .hasMessageContaining("git lfs pull");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pytorch_model.bin",
                "pytorch_model.bin.index.json",
                "tf_model.h5",
                "weights.gguf",
                "consolidated.00.pth"
            })
    void namesTheWeightsOfAnotherFormat(String file) throws IOException {
        Files.delete(model.resolve("model.safetensors"));
        write(file, "x");
        write("training_args.bin", "x");
        assertThatThrownBy(this::imported)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("has " + file + " and no model.safetensors: expected safetensors")
                .hasMessageContaining("save_pretrained");
    }

    @Test
    void saysWhichCommandTakesAnAdapter() throws IOException {
        Files.delete(model.resolve("config.json"));
        write("adapter_config.json", "{}");
        assertThatThrownBy(this::imported).hasMessageContaining("sharelora adapter import");
    }

    @Test
    void saysWhichCommandTakesAModel() {
        assertThatThrownBy(() -> new ImportedAdapters(store()).importFolder(model, "mine", Optional.empty()))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("sharelora model import");
    }

    @Test
    void saysHowToConvertAnAdapterThatIsPickled() throws IOException {
        Path adapter = Files.createDirectories(temporary.resolve("adapter"));
        Files.writeString(
                adapter.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4}");
        Files.writeString(adapter.resolve("adapter_model.bin"), "x");
        assertThatThrownBy(() -> new ImportedAdapters(store()).importFolder(adapter, "mine", Optional.empty()))
                .hasMessageContaining("has adapter_model.bin and no adapter_model.safetensors")
                .hasMessageContaining("safetensors.torch.save_file");
    }

    @ParameterizedTest
    @CsvSource({
        "mistral,llama",
        "distilbert,bert-base",
        "xlm-roberta,roberta",
        "camembert,roberta",
        "electra,bert-base",
        "deberta-v2,bert-base",
        "modernbert,bert-base",
        "qwen2,llama",
        "qwen3,llama",
        "gemma,llama",
        "phi,llama",
        "smollm3,llama",
        "opt,llama",
        "gpt_neox,llama",
        "t5,roberta",
        "bart,roberta",
        "albert,bert-base",
        "mpnet,minilm"
    })
    void saysWhatToTakeInsteadOfAnotherFamily(String family, String instead) throws IOException {
        ObjectNode config =
                (ObjectNode) JSON.readTree(model.resolve("config.json").toFile());
        config.put("model_type", family);
        write("config.json", config.toString());
        assertThatThrownBy(this::imported)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model_type is \"" + family + "\": expected one of [bert, roberta, gpt2, llama]")
                .message()
                .satisfies(message -> assertThat(message.substring(message.indexOf("since")))
                        .contains(instead)
                        .contains(family));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.json"})
    void saysHowToMakeATokenizer(String file) throws IOException {
        Files.delete(model.resolve("tokenizer.json"));
        write(file, "x");
        assertThatThrownBy(this::imported)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("not as " + file)
                .hasMessageContaining("AutoTokenizer.from_pretrained");
    }

    @Test
    void readsAVocabularyAsTransformersDoes() throws IOException {
        JsonNode golden = JSON.readTree(GOLDEN.resolve("vocabularies.json").toFile());
        Files.delete(model.resolve("tokenizer.json"));
        List<String> pieces = new ArrayList<>();
        golden.get("pieces").forEach(piece -> pieces.add(piece.textValue()));
        write("vocab.txt", String.join("\n", pieces) + "\n");
        for (JsonNode one : golden.get("cases")) {
            Files.deleteIfExists(model.resolve("tokenizer_config.json"));
            if (!one.get("config").isNull()) {
                ((ObjectNode) one.get("config")).put("tokenizer_class", "BertTokenizer");
                write("tokenizer_config.json", one.get("config").toString());
            }
            // When
            try (TextTokenizer tokenizer = TextTokenizer.open(imported().resolve("tokenizer.json"), 48)) {
                for (int i = 0; i < golden.get("texts").size(); i++) {
                    String text = golden.get("texts").get(i).textValue();
                    int[] ids = tokenizer.encode(text);
                    // Then
                    assertThat(JSON.valueToTree(ids).toString())
                            .as("%s of %s", text, one.get("config"))
                            .isEqualTo(one.get("ids").get(i).toString());
                }
            }
        }
    }

    @Test
    void keepsWhatProgramsReadThatTakeAnExport() throws IOException {
        write("generation_config.json", "{\"do_sample\": true}");
        write("chat_template.jinja", "{{ messages }}");
        write("special_tokens_map.json", "{\"cls_token\": \"[CLS]\"}");
        write("notes.txt", "of nobody's interest");
        // When
        Path imported = imported();
        // Then
        assertThat(imported.resolve("generation_config.json")).hasContent("{\"do_sample\": true}");
        assertThat(imported.resolve("chat_template.jinja")).hasContent("{{ messages }}");
        assertThat(imported.resolve("special_tokens_map.json")).exists();
        assertThat(imported.resolve("notes.txt")).doesNotExist();
        assertThat(imported.resolve("tokenizer_config.json")).content().contains("\"do_lower_case\" : false");
    }

    @Test
    void saysWhatACasedTokenizerDoesWhereNobodySaidIt() throws IOException {
        Files.delete(model.resolve("tokenizer_config.json"));
        Path imported = imported();
        assertThat(imported.resolve("tokenizer_config.json")).content().contains("\"do_lower_case\" : false");
        assertThat(said).anySatisfy(sentence -> assertThat(sentence).contains("no tokenizer_config.json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Bert-Base_v1.5;bert-base-v1-5",
                "_x;x",
                "models--org--name;models-org-name",
                "v1.;v1",
                "???;base",
                "Ä;base"
            })
    void makesANameOfTheFoldersOwn(String folder, String name) {
        assertThat(BaseModels.nameOf(temporary.resolve(folder))).isEqualTo(name);
    }

    @Test
    void makesNoNameThatIsTooLong() {
        assertThat(BaseModels.nameOf(temporary.resolve("a".repeat(100)))).hasSize(63);
    }

    private ObjectNode tokenizer() throws IOException {
        return (ObjectNode) JSON.readTree(model.resolve("tokenizer.json").toFile());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(model.resolve(file), text);
    }

    private BlobStore store() {
        return BlobStore.open(temporary.resolve("blobs").toUri());
    }

    private Path imported() {
        BlobStore blobs = store();
        String sha256 = new BaseModels(blobs).importFolder(model, "some", said::add);
        return BlobFolder.fetch(blobs, "models/some", sha256);
    }
}
