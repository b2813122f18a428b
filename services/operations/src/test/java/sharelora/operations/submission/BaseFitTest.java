package sharelora.operations.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.huggingface.RandomModel;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.model.config.ModelShape;
import sharelora.operations.modelstore.BaseModels;
import sharelora.operations.modelstore.ImportedAdapters;
import sharelora.platform.blobs.BlobStore;

/** What a job file is held to before anybody trains: each base is a folder of the kind that users import. */
class BaseFitTest {

    private static final int HIDDEN = 8;
    private static final int LAYERS = 2;
    private static final int WORDS = 20;
    private static final int POSITIONS = 16;

    @TempDir
    private Path folder;

    private BlobStore blobs;

    @BeforeEach
    void open() {
        blobs = BlobStore.open(folder.resolve("blobs").toUri());
    }

    @ParameterizedTest
    @CsvSource({"bert", "roberta", "gpt2", "llama"})
    void findsNothingWhereAJobFitsItsBase(String family) throws IOException {
        // Given
        base(family, "null", WORDS);

        // When
        JobFileDraft draft = fit("stream: {labels: [a, b], maxLength: 16}");

        // Then
        assertThat(draft.problems().lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bert, classification", "roberta, regression", "gpt2, classification", "llama, generation"})
    void namesBothNumbersWhereMaxLengthIsMoreThanThePositions(String family, String task) throws IOException {
        // Given
        base(family, "7", WORDS);
        String labels = task.equals("classification") ? ", labels: [a, b]" : "";

        // When
        JobFileDraft draft = fit("task: " + task + ", stream: {maxLength: 17" + labels + "}");

        // Then
        assertThat(draft.problems().lines())
                .containsExactly("stream.maxLength: '17', expected at most 16 as base 'some' has positions");
    }

    @Test
    void namesTheTargetsThatTheBaseHasWhereItHasNoSuchTarget() throws IOException {
        // Given
        base("bert", "null", WORDS);

        // When
        JobFileDraft draft = fit("stream: {labels: [a, b], maxLength: 16}, adapter: {targets: [query, gate]}");

        // Then
        assertThat(draft.problems().lines())
                .containsExactly("adapter: target is gate, expected one of [query, key, value, output, up, down]"
                        + " in a bert model");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        rosa, density: 1.0e-5                               | density is 1.0E-5, expected at least 0.0
        rosa, density: 0.1, maskWarmup: 30, maskBatches: 11 | rosa has chosen all that it chooses after 41 updates, expected no more
        lor2c, merge: {every: 5, most: 2}                   | merge is {every: 5, most: 2}, expected at most 1 where there are 2 layers
        lor2c, inject: {every: 5, most: 1}                  | inject is {every: 5, most: 1} and there are no targets, expected those
        lor2c, merge: {every: 41, most: 1}                  | lor2c has chosen all that it chooses after 41 updates, expected no more
        """)
    void namesWhatAMethodCannotChoose(String settings, String why) throws IOException {
        // Given
        base("bert", "null", WORDS);

        // When
        JobFileDraft draft =
                fit("stream: {labels: [a, b], maxLength: 16}, training: {totalSteps: 40}, adapter: {method: " + settings
                        + "}");

        // Then
        assertThat(draft.problems().lines()).singleElement().asString().startsWith("adapter: " + why);
    }

    @ParameterizedTest
    @CsvSource({
        "bert, 5, 'is a bert model, which has no language head; task: generation needs gpt2 or llama'",
        "llama, null, 'has no eos_token_id in its config.json, expected the token that ends a text'",
        "gpt2, 20, 'has the eos_token_id 20 in its config.json, expected one of its 20 tokens'"
    })
    void refusesABaseThatCannotGoOnWithTexts(String family, String endToken, String why) throws IOException {
        // Given
        base(family, endToken, WORDS);

        // When
        JobFileDraft draft = fit("task: generation, stream: {maxLength: 16}");

        // Then
        assertThat(draft.problems().lines()).containsExactly("base: 'some' " + why);
    }

    @Test
    void refusesTheStockHeadOfABaseWithoutOne() throws IOException {
        // Given
        base("bert", "null", WORDS); // a bare encoder, without a pooler

        // When
        JobFileDraft draft = fit("head: stock, stream: {labels: [a, b], maxLength: 16}");

        // Then
        assertThat(draft.problems().lines())
                .singleElement()
                .asString()
                .startsWith("head: 'stock', but the base has no pooler");
    }

    @Test
    void namesAllThatKeepsAnAdapterFromStartingOnTheBaseBesideTheFilesOtherMistakes() throws IOException {
        // Given
        base("bert", "null", WORDS);
        adapter(ModuleNames.ENCODER, "", LAYERS + 1, 3 * HIDDEN);

        // When
        JobFileDraft draft = fit("from: mine, checkpointEvery: none, stream: {labels: [a, b], maxLength: 99}");

        // Then
        String from = "from: 'mine': the adapter to start from has ";
        assertThat(draft.problems().lines())
                .containsExactly(
                        "checkpointEvery: 'none', expected a whole number from 1 to 1000000",
                        "stream.maxLength: '99', expected at most 16 as base 'some' has positions",
                        from + "3 layers, expected 2 as the base has",
                        from + "a query from 24 to 24, expected from 8 to 8 as the base has");
    }

    @Test
    void refusesTheAdapterOfAnotherFamilyAndOfAnotherBase() throws IOException {
        // Given
        base("gpt2", "null", WORDS);
        adapter(ModuleNames.ENCODER, "c".repeat(64), LAYERS, HIDDEN);

        // When
        JobFileDraft draft = fit("from: mine, stream: {labels: [a, b], maxLength: 16}");

        // Then
        assertThat(draft.problems().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("from: 'mine': the adapter to start from has the base cccc"),
                        line -> assertThat(line)
                                .contains("the module attention.self.query, expected modules of a gpt2 model"));
    }

    @Test
    void refusesToShareWhatIsNotTheSameInEveryLayer() throws IOException {
        // Given
        base("bert", "null", WORDS);
        adapter(ModuleNames.ENCODER, "", LAYERS, HIDDEN);

        // When
        JobFileDraft draft = fit("from: mine, adapter: {method: share-a}, stream: {labels: [a, b], maxLength: 16}");

        // Then
        assertThat(draft.problems().lines())
                .containsExactly("from: 'mine': query.A of layer 1 is not that of layer 0, expected one for all layers"
                        + " in share-a; the method lora takes any");
    }

    @Test
    void doesNotHoldAMistakenFieldsDefaultToTheBase() throws IOException {
        // Given
        base("bert", "null", WORDS);

        // When: 64 by default, which is more than 16
        JobFileDraft draft = fit("stream: {labels: [a, b], maxLength: long}");

        // Then
        assertThat(draft.problems().lines())
                .containsExactly("stream.maxLength: 'long', expected a whole number from 3 to 512");
    }

    @Test
    void namesMissingBaseAndAdapterBesideTheFilesOtherMistakes() {
        // When
        JobFileDraft draft = fit("from: mine, start: never, stream: {labels: [a, b]}");

        // Then
        assertThat(draft.problems().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("start: 'never'"),
                        line -> assertThat(line).startsWith("base: 'some', expected a base in the blob store"),
                        line -> assertThat(line).startsWith("from: 'mine', expected an adapter in the blob store"));
    }

    @Test
    void warnsOfTokensThatTheBaseHasNoRowForAndOfAnAdapterThatKnowsItsBaseByNameAlone() throws IOException {
        // Given
        base("bert", "null", WORDS + 3);
        adapter(ModuleNames.ENCODER, "", LAYERS, HIDDEN);

        // When
        List<String> warnings = warnings("from: mine, stream: {labels: [a, b], maxLength: 16}");

        // Then
        assertThat(warnings)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("the tokenizer of base 'some' has 23 tokens, but the base has 20 rows"),
                        line -> assertThat(line).contains("was trained on bert-base-uncased", "base 'some'"));
    }

    @Test
    void warnsOfNothingWhereTokenizerAndNameFit() throws IOException {
        // Given
        base("bert", "null", WORDS);

        // When / Then
        assertThat(warnings("stream: {labels: [a, b], maxLength: 16}")).isEmpty();
    }

    /** The job file's other fields, held to the base {@code some}. */
    private JobFileDraft fit(String fields) {
        JobFileDraft draft = JobFile.draft(("{job: j, base: some, " + fields + "}").getBytes(UTF_8), "job.yaml");
        PinnedModels.of(draft.file(), blobs, draft.problems()).ifPresent(models -> {
            AskedJob asked = AskedJob.of(draft.file(), models, Stored.NOTHING, Instant.EPOCH, draft.problems());
            new BaseFit(new BaseModels(blobs), models).check(asked, draft.problems());
        });
        return draft;
    }

    private List<String> warnings(String fields) {
        JobFileDraft draft = fit(fields);
        PinnedModels models =
                PinnedModels.of(draft.file(), blobs, draft.problems()).orElseThrow();
        return new BaseFit(new BaseModels(blobs), models).warnings();
    }

    private void base(String family, String endToken, int tokens) throws IOException {
        Path model = folder.resolve("model");
        RandomModel.write(new ModelShape(family, LAYERS, HIDDEN, 2, 2, 2 * HIDDEN, WORDS, POSITIONS), 5, model);
        Path config = model.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config).replaceFirst("\"eos_token_id\" : \\w+", "\"eos_token_id\" : " + endToken));
        String vocabulary = IntStream.range(0, tokens)
                .mapToObj(id -> "\"t%d\": %d".formatted(id, id))
                .collect(Collectors.joining(", "));
        Files.writeString(model.resolve("tokenizer.json"), """
            {"version": "1.0", "model": {"type": "WordLevel", "unk_token": "t0", "vocab": {%s}}}
            """.formatted(vocabulary));
        new BaseModels(blobs).importFolder(model, "some");
    }

    /** Plain LoRA on query that differs in every layer, as {@code mine}. */
    private void adapter(ModuleNames naming, String baseSha256, int layers, int hidden) {
        List<Map<String, LowRankPair>> pairs = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            float[] a = new float[2 * hidden];
            a[0] = layer + 1;
            pairs.add(Map.of("query", new LowRankPair(hidden, hidden, a, new float[2 * hidden])));
        }
        LowRankAdapter adapter =
                new LowRankAdapter("bert-base-uncased", baseSha256, naming, "lora", 4, false, 0, pairs);
        PeftFolder.write(adapter, Optional.empty(), folder.resolve("peft"));
        new ImportedAdapters(blobs).importFolder(folder.resolve("peft"), "mine", Optional.empty());
    }
}
