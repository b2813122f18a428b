package sharelora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.model.config.KnownShapes;
import sharelora.engine.model.config.ModelShape;
import sharelora.engine.model.config.Projection;

class ParameterCountTest {

    /**
     * LowRankMethod by method what the published tables count, on real sizes: by PEFT with tied matrices, or by the formula. GPT-2
     * twice: query and value apart, as the paper has them, and PEFT's c_attn, which is another model with other counts.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        minilm        | query value                          | 8  | 73728     | 43008     | 43008     | 12288
        roberta-base  | query value                          | 8  | 294912    | 159744    | 159744    | 24576
        roberta-base  | query value                          | 4  | 147456    | 79872     | 79872     | 12288
        roberta-base  | query key value                      | 8  | 442368    | 239616    | 239616    | 36864
        roberta-large | query value                          | 8  | 786432    | 409600    | 409600    | 32768
        roberta-large | query key value                      | 8  | 1179648   | 614400    | 614400    | 49152
        gpt2-medium   | query value                          | 4  | 393216    | 204800    | 204800    | 16384
        gpt2-large    | query value                          | 4  | 737280    | 378880    | 378880    | 20480
        gpt2-medium   | c_attn                               | 4  | 393216    | 299008    | 110592    | 16384
        llama-7b      | query key value output gate up down  | 64 | 159907840 | 89309184  | 75595776  | 4997120
        llama-13b     | query key value output gate up down  | 64 | 250347520 | 139165696 | 117440512 | 6258688
        llama-7b      | query value                          | 64 | 33554432  | 17301504  | 17301504  | 1048576
        llama-7b      | query key value                      | 64 | 50331648  | 25952256  | 25952256  | 1572864
        llama3-8b     | query value                          | 64 | 27262976  | 11010048  | 17104896  | 851968
        llama3-8b     | query key value output gate up down  | 64 | 167772160 | 90570752  | 82444288  | 5242880
        """)
    void countsWhatThePublishedTablesCount(
            String base, String targets, int rank, long lora, long shareA, long shareB, long shareAb) {
        // Given
        ModelShape shape = KnownShapes.of(base);
        // When
        List<Long> counts =
                List.of(LowRankMethod.LORA, LowRankMethod.SHARE_A, LowRankMethod.SHARE_B, LowRankMethod.SHARE_AB)
                        .stream()
                        .map(method -> ParameterCount.of(
                                shape, new LowRankSpec(method, rank, 16, 0, List.of(targets.split(" ")))))
                        .toList();
        // Then
        assertThat(counts).containsExactly(lora, shareA, shareB, shareAb);
    }

    /** LLaMA-7B with a pair at every projection, of which only those of attention share. */
    @ParameterizedTest
    @CsvSource({
        "SHARE_A, query value, 143654912",
        "SHARE_A, query key value, 135528448",
        "SHARE_AB, query key value, 111149056"
    })
    void countsWhatIsSharedOnceAndTheRestInEveryLayer(LowRankMethod method, String share, long expected) {
        // Given
        ModelShape shape = KnownShapes.of("llama-7b");
        List<String> all = shape.projections().stream().map(Projection::name).toList();
        // When
        long count = ParameterCount.of(shape, new LowRankSpec(method, 64, 16, 0, all, List.of(share.split(" "))));
        // Then
        assertThat(count).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"LORA, 147456", "SHARE_A, 147456", "SHARE_B, 12288", "SHARE_AB, 12288"})
    void countsOnlyBWhereAIsFrozen(LowRankMethod method, long expected) {
        // Given
        ModelShape shape = KnownShapes.of("roberta-base");
        LowRankSpec spec = new LowRankSpec(method, 8, 16, 0, List.of("query", "value"));
        // When
        long count = ParameterCount.of(shape, spec.as(new Variant(false, 1, true)));
        // Then
        assertThat(count).isEqualTo(expected);
    }

    /** RaSA: LoRA's and a diagonal of R - k + L k at every site; VeRA: out + R at every site; LoR2C: L 2 D R, shared (L + 1) D R. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        rasa       | minilm    | query value                              | 8   | 73884
        rasa       | llama3-8b | query key value output gate up down      | 8   | 20980256
        rasa       | minilm    | query value                              | 16  | 147768
        vera       | minilm    | query value                              | 8   | 4704
        vera       | minilm    | query value                              | 256 | 7680
        vera       | minilm    | query key value output up down           | 8   | 21024
        tied-lora  | minilm    | query value                              | 8   | 16992
        tied-lora  | minilm    | query value down                         | 8   | 34704
        lor2c      | minilm    |                                          | 8   | 36864
        share-lor2c| minilm    |                                          | 8   | 21504
        lor2c      | llama-7b  |                                          | 64  | 16777216
        share-lor2c| llama-7b  |                                          | 64  | 8650752
        rosa       | minilm    | query value                              | 8   | 79032
        """)
    void countsWhatTheMethodsFormulasCount(String method, String base, String targets, int rank, long expected) {
        // Given
        MethodSettings settings = new MethodSettings(
                targets == null ? Map.of("rank", rank) : Map.of("rank", rank, "targets", List.of(targets.split(" "))));
        // When
        long count = ParameterCount.of(
                KnownShapes.of(base), AdapterMethods.of(method).spec(settings));
        // Then
        assertThat(count).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"query value, 110592", "query, 73728"})
    void countsAllThatMayEverTrainWherePairsGiveWay(String targets, long expected) {
        // Given: LoR2C's 36,864 and LoRA's
        MethodSettings settings =
                new MethodSettings(Map.of("inject", new Changes(100, 2), "targets", List.of(targets.split(" "))));
        // When
        long count = ParameterCount.of(
                KnownShapes.of("minilm"), AdapterMethods.of("lor2c").spec(settings));
        // Then
        assertThat(count).isEqualTo(expected);
    }

    @Test
    void aTargetThatTheFamilyLacksIsRefusedByName() {
        // Given
        LowRankSpec spec = new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("gate"));
        // When, Then
        assertThatThrownBy(() -> ParameterCount.of(KnownShapes.of("minilm"), spec))
                .hasMessage("target is gate, expected one of [query, key, value, output, up, down] in a bert model");
    }
}
