package sharelora.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.head.LanguageHead;
import sharelora.engine.model.config.ModelShape;
import sharelora.platform.blobs.BlobFolder;
import sharelora.platform.blobs.BlobStore;

/** The demo of generation by another method than the usual one, on a tiny random LLaMA and sentences of a few words. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GenerationDemoIT {

    private static final List<String> SPECIAL = List.of("<unk>", "<end>", "Wrong", "Right", ":", ".");
    private static final int WORDS = 60;
    private static final String HOME = "sharelora.home";

    @TempDir
    private Path folder;

    private String home;

    @BeforeEach
    void moveToAHomeOfOnesOwn() {
        home = System.getProperty(HOME);
        System.setProperty(HOME, folder.resolve("home").toString());
    }

    @AfterEach
    void moveBack() {
        System.setProperty(HOME, home);
    }

    @Test
    void learnsHowPromptsGoOnAndShowsIt() throws IOException {
        // Given
        writeSentences(folder.resolve("home/downloads"));
        Path data = folder.resolve("demo");
        Path report = folder.resolve("report.json");

        // When
        Command demo = Command.run(
                "demo",
                "--task=generation",
                "--method=monteclora",
                "--base=" + base(folder.resolve("base")),
                "--records=320",
                "--data=" + data,
                "--report=" + report);

        // Then
        assertThat(demo.exit()).as(demo.out()).isZero();
        JsonNode measured = new ObjectMapper().readTree(report.toFile());
        assertThat(measured.get("trainedRecords").longValue()).isEqualTo(320);
        assertThat(measured.get("deadLetters").longValue()).isZero();
        assertThat(measured.get("perplexityAfter").doubleValue())
                .isLessThan(measured.get("perplexityBefore").doubleValue());
        assertThat(measured.get("decoded")).hasSize(5);
        checkpointIsForALanguageModel(measured, data.resolve("blobs"));
        assertThat(demo.out()).contains("perplexity", "exact", "before:", "after:", "AutoModelForCausalLM");
    }

    @Test
    void saysHowToGetABase() {
        // When
        Command demo = Command.run("demo", "--task=generation");

        // Then
        assertThat(demo.exit()).isEqualTo(2);
    }

    private static void checkpointIsForALanguageModel(JsonNode measured, Path blobs) {
        Path checkpoint = BlobFolder.fetch(
                BlobStore.open(blobs.toUri()),
                "checkpoints",
                measured.get("lastCheckpoint").textValue());
        AdapterFolder adapter = PeftFolder.read(checkpoint);
        assertThat(adapter.head()).isEqualTo(new LanguageHead());
        assertThat(adapter.method()).isEqualTo("monteclora");
        assertThat(checkpoint.resolve("adapter_config.json")).content().contains("CAUSAL_LM");
    }

    private static Path base(Path base) throws IOException {
        int vocabulary = SPECIAL.size() + WORDS;
        RandomModel.write(new ModelShape("llama", 2, 32, 4, 2, 64, vocabulary, 128), 5, base);
        Path config = base.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : 1"));
        String words = Stream.concat(SPECIAL.stream(), IntStream.range(0, WORDS).mapToObj(i -> "w" + i))
                .collect(Collectors.joining(" "));
        String[] all = words.split(" ", -1);
        Files.writeString(base.resolve("tokenizer.json"), """
                {"version": "1.0", "pre_tokenizer": {"type": "Whitespace"},
                 "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {%s}}}
                """.formatted(IntStream.range(0, all.length)
                .mapToObj(i -> "\"%s\": %d".formatted(all[i], i))
                .collect(Collectors.joining(", "))));
        return base;
    }

    /** What was said wrong is always right with the same word in its place. */
    private static void writeSentences(Path downloads) throws IOException {
        Files.createDirectories(downloads);
        String examples = IntStream.range(0, 500)
                .mapToObj(i -> "<example correction='w0'>w%d w%d <marker>w%d</marker>.</example>"
                        .formatted(i % 50 + 1, (i / 10) % 50 + 1, i % 7 + 2))
                .collect(Collectors.joining());
        try (ZipOutputStream jar =
                new ZipOutputStream(Files.newOutputStream(downloads.resolve("language-en-test.jar")))) {
            jar.putNextEntry(new ZipEntry("org/languagetool/rules/en/grammar.xml"));
            jar.write(("<rules>" + examples + "</rules>").getBytes(StandardCharsets.UTF_8));
        }
    }
}
