package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.batch.Task;
import sharelora.engine.format.huggingface.ModuleNames;
import sharelora.engine.format.peft.LowRankAdapter;
import sharelora.engine.format.peft.LowRankPair;
import sharelora.engine.head.HeadSpec;
import sharelora.engine.head.MeanHead;
import sharelora.engine.head.StockHead;
import sharelora.engine.head.StockHeadNames;
import sharelora.engine.head.TrainedHead;
import sharelora.engine.model.config.ModelShape;

/** What an adapter to start from is held to before any weight of a base is read. */
class OriginObstaclesTest {

    private static final List<String> LABELS = List.of("low", "high");
    private static final ModelShape BERT = new ModelShape("bert", 2, 16, 2, 2, 32, 50, 24);
    private static final ModelShape GPT2 = new ModelShape("gpt2", 2, 16, 2, 2, 32, 50, 24);

    @Test
    void hasNoneWhereAdapterAndHeadGoOnTheBase() {
        // Given
        MeanHead head = new MeanHead(LABELS, 10, new float[32], new float[2]);

        // When
        List<String> obstacles = obstacles(adapter("", ModuleNames.ENCODER, 2, 16), Optional.of(head), BERT);

        // Then
        assertThat(obstacles).isEmpty();
    }

    @Test
    void namesEveryProjectionOfAnotherSizeAndTheNumberOfLayers() {
        // Given
        LowRankAdapter wideAndDeep = adapter("", ModuleNames.ENCODER, 3, 64);

        // When
        List<String> obstacles = obstacles(wideAndDeep, Optional.empty(), BERT);

        // Then
        assertThat(obstacles)
                .containsExactly(
                        "the adapter to start from has 3 layers, expected 2 as the base has",
                        "the adapter to start from has a query from 64 to 64, expected from 16 to 16 as the base has",
                        "the adapter to start from has a down from 32 to 64, expected from 32 to 16 as the base has");
    }

    @Test
    void refusesTheModulesOfAnotherFamilyThoughTheSizesAreEqual() {
        // When
        List<String> obstacles = obstacles(adapter("", ModuleNames.ENCODER, 2, 16), Optional.empty(), GPT2);

        // Then
        assertThat(obstacles)
                .containsExactly("the adapter to start from is for the module attention.self.query, expected modules"
                        + " of a gpt2 model, such as attn.c_attn");
    }

    @Test
    void namesTheBaseThatTheAdapterSaysItWasTrainedOn() {
        // When
        List<String> obstacles = obstacles(adapter("d".repeat(64), ModuleNames.ENCODER, 2, 16), Optional.empty(), BERT);

        // Then
        assertThat(obstacles)
                .containsExactly("the adapter to start from has the base " + "d".repeat(64) + ", expected "
                        + "b".repeat(64) + " as the job says");
    }

    @Test
    void refusesAHeadOfAnotherFamilyOrSize() {
        // Given
        StockHead head = new StockHead(
                StockHeadNames.ROBERTA,
                LABELS,
                Map.of(
                        "classifier.dense.weight",
                        new float[64],
                        "classifier.dense.bias",
                        new float[8],
                        "classifier.out_proj.weight",
                        new float[16],
                        "classifier.out_proj.bias",
                        new float[2]));

        // When
        List<String> obstacles = obstacles(adapter("", ModuleNames.ENCODER, 2, 16), Optional.of(head), BERT);

        // Then
        assertThat(obstacles)
                .containsExactly(
                        "the head to start from is that of a roberta, expected that of a bert as the base is",
                        "the head to start from is for 8 hidden numbers, expected 16 as the base has");
    }

    private static List<String> obstacles(LowRankAdapter from, Optional<TrainedHead> head, ModelShape shape) {
        FineTuneSpec subject = new FineTuneSpec(
                "tiny",
                "b".repeat(64),
                "c".repeat(64),
                Task.CLASSIFICATION,
                AdapterMethods.restored(from),
                head.map(HeadSpec::of).orElse(HeadSpec.MEAN),
                new TrainingSpec(3e-3, Schedule.constant(5), 0.01, 1.0, 7, 4, false),
                LABELS);
        return new Origin(Optional.of(from), head).obstacles(subject, shape);
    }

    /** Of rank 2 on query and down, for a feed-forward layer of 32 inner numbers. */
    private static LowRankAdapter adapter(String baseSha256, ModuleNames naming, int layers, int hidden) {
        List<Map<String, LowRankPair>> pairs = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            Map<String, LowRankPair> ofLayer = new LinkedHashMap<>();
            ofLayer.put("query", new LowRankPair(hidden, hidden, new float[2 * hidden], new float[2 * hidden]));
            ofLayer.put("down", new LowRankPair(32, hidden, new float[64], new float[2 * hidden]));
            pairs.add(ofLayer);
        }
        return new LowRankAdapter("tiny", baseSha256, naming, "lora", 4, false, 0, pairs);
    }
}
