package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.Engines;
import sharelora.engine.adapter.Layout;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.format.ModelFormatException;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.MergedModel;
import sharelora.engine.format.peft.PeftFolder;
import sharelora.engine.format.safetensors.Safetensors;
import sharelora.engine.head.HeadFile;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.HeadedModel;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;
import sharelora.engine.model.Adapter;
import sharelora.engine.model.BaseModel;
import sharelora.engine.model.ForwardContext;
import sharelora.engine.model.HiddenStates;
import sharelora.engine.ops.Engine;
import sharelora.engine.ops.Flat;
import sharelora.engine.ops.Ops;
import sharelora.engine.ops.Sequences;
import sharelora.engine.ops.Worker;

/** Models and adapters as people publish them, beside transformers and PEFT ({@code infra/golden/make_cases.py}). */
class PublishedModelsTest {

    private static final Path CASES = Path.of("src/test/resources/golden/cases");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine = Engines.fused();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-score", "llama-score-padded", "gpt2-score", "gpt2-score-padded"})
    void aDecodersHeadLooksAtTheLastTokenThatIsNoPadding(String name) throws IOException {
        // Given
        JsonNode golden =
                JSON.readTree(CASES.resolve(name).resolve("outputs.json").toFile());
        try (BaseModel base = BaseModel.open(engine, CASES.resolve(name));
                Safetensors file = Safetensors.open(CASES.resolve(name).resolve("model.safetensors"))) {
            StockHead head = HeadFile.stock(file, StockHeadNames.of(base.shape().family()), "");
            for (int i = 0; i < golden.get("texts").size(); i++) {
                int[] ids = integers(golden.get("texts").get(i));
                // When
                float[] outputs = outputs(base, head, ids);
                // Then
                assertNumbers(outputs, golden.get("outputs").get(i));
            }
        }
    }

    @Test
    void anAdapterThatPeftConvertedIsWhatItWasBefore() throws IOException {
        // Given
        JsonNode golden = JSON.readTree(CASES.resolve("adapter/logits.json").toFile());
        LowRankAdapter adapter = PeftFolder.readAdapter(CASES.resolve("adapter/converted"));
        // When
        MergedModel.write(CASES.resolve("adapter/base"), adapter, Optional.empty(), folder);
        // Then
        int[] ids = integers(golden.get("ids"));
        try (BaseModel merged = BaseModel.open(engine, folder);
                Worker worker = engine.worker(engine.flat(1))) {
            Ops ops = worker.evaluate();
            ForwardContext pass = ForwardContext.plain(ops, Sequences.of(ids, new int[] {0, ids.length}));
            int[] last = pass.sequences().lastTokens();
            float[] logits =
                    ops.read(ops.linear(new HiddenStates(merged, Adapter.NONE, pass).of(last), merged.words()));
            assertNumbers(logits, golden.get("logits"));
        }
    }

    @Test
    void refusesTheSameAdapterBeforeTheConversion() {
        assertThatThrownBy(() -> PeftFolder.readAdapter(CASES.resolve("adapter/pissa")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("init_lora_weights is \"pissa\"")
                .hasMessageContaining("path_initial_model_for_weight_conversion");
    }

    private float[] outputs(BaseModel base, StockHead head, int[] ids) {
        // A pair of zeros adds nothing to the base.
        LowRankSpec none = new LowRankSpec(LowRankMethod.LORA, 1, 1, 0, List.of("output"));
        Layout layout = Layout.of(base.shape(), none, HeadSpec.STOCK, 3);
        LowRankAdapter nothing = new LowRankAdapter(
                "tiny",
                "",
                ModuleNames.of(base.shape().family()),
                "lora",
                1,
                false,
                0,
                layout.pairs(new float[layout.size()]));
        float[] values = layout.joined(nothing, head.numbers(), 1);
        HeadedModel model = new HeadedModel(base, layout.adapter(), layout.head());
        Flat flat = engine.flat(values.length);
        flat.write(0, values);
        try (Worker worker = engine.worker(flat)) {
            Ops ops = worker.evaluate();
            return ops.read(model.outputs(ForwardContext.plain(ops, Sequences.of(ids, new int[] {0, ids.length}))));
        }
    }

    private static void assertNumbers(float[] found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.length; i++) {
            double number = expected.get(i).doubleValue();
            assertThat((double) found[i]).as("number " + i).isCloseTo(number, within(1e-4 * (1 + Math.abs(number))));
        }
    }

    private static int[] integers(JsonNode list) {
        int[] integers = new int[list.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = list.get(i).intValue();
        }
        return integers;
    }
}
