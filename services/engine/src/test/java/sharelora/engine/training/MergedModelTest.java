package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.CompactFile;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.batch.PackedBatch;
import sharelora.engine.batch.Task;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.AdapterFolder;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.head.StockHead;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Tensor;
import sharelora.engine.ops.Worker;

/** Every family's adapter worked into its base, and kept compactly, against the base with the adapter beside it. */
class MergedModelTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine = Engines.fused();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        engine.close();
    }

    static Stream<Arguments> cases() {
        return Golden.FAMILIES.stream()
                .flatMap(family -> Stream.of(LowRankMethod.values()).map(method -> Arguments.of(family, method)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysWhatTheBaseAndTheAdapterSay(String family, LowRankMethod method) {
        // Given
        Path from = Golden.folder(family).resolve("base");
        try (Golden golden = Golden.open(engine, family)) {
            TrainingState state = golden.start(method);
            LowRankAdapter adapter = state.exported(golden.base().shape()).adapter();
            Layout layout = golden.layout(method);
            float[] expected = says(golden.base(), layout.adapter(), state.values(), golden.batch(0));
            // When
            MergedModel.write(from, adapter, Optional.empty(), folder);
            // Then
            try (BaseModel merged = BaseModel.open(engine, folder)) {
                assertSame(says(merged, Adapter.NONE, new float[1], golden.batch(0)), expected);
                assertThat(distance(says(golden.base(), Adapter.NONE, new float[1], golden.batch(0)), expected))
                        .isGreaterThan(0.1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCompactFileIsTheSameAdapterOnThatBase(String family, LowRankMethod method) {
        // Given
        try (Golden golden = Golden.open(engine, family)) {
            TrainingState state = golden.start(method);
            LowRankAdapter adapter = state.exported(golden.base().shape()).adapter();
            CompactFile.write(adapter, folder.resolve(CompactFile.NAME));
            // When
            LowRankAdapter read = CompactFile.read(folder.resolve(CompactFile.NAME));
            // Then
            Layout layout = Layout.of(golden.base().shape(), LowRankSpec.of(read), HeadSpec.MEAN, 3);
            float[] values = layout.joined(read, layout.headNumbers(layout.start(7)), 7);
            assertThat(says(golden.base(), layout.adapter(), values, golden.batch(0)))
                    .containsExactly(
                            says(golden.base(), golden.layout(method).adapter(), state.values(), golden.batch(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void takesAPairThatPeftPutOnAWholeModule(String family) {
        // Given
        Path from = StockGolden.base(family);
        AdapterFolder peft = PeftFolder.read(StockGolden.peft(family));
        StockGolden golden = StockGolden.of(family, Task.CLASSIFICATION);
        // When
        MergedModel.write(from, peft.adapter(), Optional.of((StockHead) peft.head()), folder);
        // Then
        try (BaseModel merged = BaseModel.open(engine, folder)) {
            float[] found = classes(merged, (StockHead) peft.head(), golden.batch(0));
            double[] expected = golden.imported();
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) found[i]).isCloseTo(expected[i], within(1e-4 * (1 + Math.abs(expected[i]))));
            }
        }
    }

    static Stream<Arguments> families() {
        return Golden.FAMILIES.stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aStockHeadMakesAFolderOfItsClass(String family) throws IOException {
        // Given
        AdapterFolder peft = PeftFolder.read(StockGolden.peft(family));
        StockHead head = ((StockHead) peft.head()).named(List.of("low", "high", "other"));
        // When
        MergedModel.write(StockGolden.base(family), peft.adapter(), Optional.of(head), folder);
        // Then
        JsonNode config = JSON.readTree(folder.resolve("config.json").toFile());
        assertThat(config.get("architectures").get(0).textValue()).endsWith("ForSequenceClassification");
        assertThat(config.get("id2label")).hasToString("{\"0\":\"low\",\"1\":\"high\",\"2\":\"other\"}");
        assertThat(config.get("problem_type").textValue()).isEqualTo("single_label_classification");
        try (Safetensors model = Safetensors.open(folder.resolve("model.safetensors"))) {
            String first = head.naming().tensors().getFirst();
            String prefix = first.substring(0, first.indexOf('.') + 1);
            assertThat(model.names()).noneMatch(name -> name.startsWith("lm_head"));
            assertThat(model.names().stream().filter(name -> name.startsWith(prefix)))
                    .containsExactlyInAnyOrderElementsOf(head.naming().tensors());
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aStockHeadBesideACompactFileIsReadAsItWas(String family) {
        // Given
        AdapterFolder peft = PeftFolder.read(StockGolden.peft(family));
        // When
        HeadFile.write(peft.head(), folder.resolve(HeadFile.NAME));
        // Then
        assertThat(PeftFolder.hasHead(folder)).isTrue();
        assertThat(PeftFolder.readHead(folder)).isEqualTo(peft.head());
    }

    private float[] classes(BaseModel base, StockHead head, PackedBatch batch) {
        // A pair of zeros: the adapter is in the base already.
        LowRankSpec none = new LowRankSpec(LowRankMethod.LORA, 1, 1, 0, List.of("output"));
        Layout layout = Layout.of(base.shape(), none, HeadSpec.STOCK, 3);
        LowRankAdapter nothing = new LowRankAdapter(
                "base",
                "",
                ModuleNames.of(base.shape().family()),
                "lora",
                1,
                false,
                0,
                layout.pairs(new float[layout.size()]));
        float[] values = layout.joined(nothing, head.numbers(), 7);
        HeadedModel model = new HeadedModel(base, layout.adapter(), layout.head());
        Flat flat = engine.flat(values.length);
        flat.write(0, values);
        try (Worker worker = engine.worker(flat)) {
            Ops ops = worker.evaluate();
            return ops.read(model.outputs(ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts()))));
        }
    }

    /** Logits of every token where there is a language head, else the last hidden states. */
    private float[] says(BaseModel base, Adapter adapter, float[] numbers, PackedBatch batch) {
        Flat values = engine.flat(numbers.length);
        values.write(0, numbers);
        try (Worker worker = engine.worker(values)) {
            Ops ops = worker.evaluate();
            ForwardContext pass = ForwardContext.plain(ops, Sequences.of(batch.tokenIds(), batch.starts()));
            Tensor hidden = new HiddenStates(base, adapter, pass).all();
            boolean encoder = List.of("bert", "roberta").contains(base.shape().family());
            return ops.read(encoder ? hidden : ops.linear(hidden, base.words()));
        }
    }

    private static void assertSame(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        IntStream.range(0, found.length)
                .forEach(i -> assertThat(found[i])
                        .as("number " + i)
                        .isCloseTo(expected[i], within(1e-4f * (1 + Math.abs(expected[i])))));
    }

    private static double distance(float[] some, float[] others) {
        return IntStream.range(0, some.length)
                .mapToDouble(i -> Math.abs(some[i] - others[i]))
                .max()
                .orElseThrow();
    }
}
