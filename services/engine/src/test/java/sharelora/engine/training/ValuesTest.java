package sharelora.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.adapter.lowrank.LowRankSpec;
import sharelora.engine.adapter.lowrank.Variant;
import sharelora.engine.batch.PackedBatch;

class ValuesTest {

    @Test
    void warmsUpLinearlyAndThenStays() {
        // Given
        TrainingSpec spec = spec(4, 4);
        // When, Then
        assertThat(spec.rate(1)).isCloseTo(0.5e-3, within(1e-15));
        assertThat(spec.rate(3)).isCloseTo(1.5e-3, within(1e-15));
        assertThat(spec.rate(4)).isEqualTo(2e-3);
        assertThat(spec.rate(1_000_000)).isEqualTo(2e-3);
        assertThat(spec(0, 4).rate(1)).isEqualTo(2e-3);
    }

    @Test
    void theOrderInWhichTargetsAreWrittenMakesNoDifference() {
        // When
        LowRankSpec spec = new LowRankSpec(LowRankMethod.LORA, 8, 16, 0, List.of("down", "value", "query"));
        // Then
        assertThat(spec.targets()).containsExactly("query", "value", "down");
        assertThat(spec.scale()).isEqualTo(2);
    }

    @Test
    void allTargetsShareUnlessSomeAreNamed() {
        // When
        LowRankSpec all = new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("value", "query"));
        LowRankSpec some =
                new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("value", "query"), List.of("query"));
        // Then
        assertThat(all.share()).containsExactly("query", "value");
        assertThat(all.sharing()).isEqualTo("share-a");
        assertThat(some.sharing()).isEqualTo("share-a of query");
        assertThat(new LowRankSpec(LowRankMethod.LORA, 8, 16, 0, List.of("query")).share())
                .isEmpty();
    }

    @Test
    void aStabilizedRankDividesByItsRoot() {
        // Given
        LowRankSpec plain = new LowRankSpec(LowRankMethod.LORA, 16, 8, 0, List.of("query"));
        // When
        LowRankSpec stabilized = plain.as(new Variant(true, 1, false));
        // Then
        assertThat(plain.scale()).isEqualTo(0.5);
        assertThat(stabilized.scale()).isEqualTo(2);
    }

    @Test
    void joinsSpansThatTouchAndKeepsOthersInOrder() {
        // Given
        List<OffsetSpan> some = List.of(new OffsetSpan("a", 0, 5, 7), new OffsetSpan("b", 0, 0, 3));
        List<OffsetSpan> others =
                List.of(new OffsetSpan("a", 1, 7, 9), new OffsetSpan("a", 0, 7, 9), new OffsetSpan("b", 0, 1, 2));
        // When
        List<OffsetSpan> union = OffsetSpan.union(some, others);
        // Then
        assertThat(union)
                .containsExactly(
                        new OffsetSpan("a", 0, 5, 9), new OffsetSpan("a", 1, 7, 9), new OffsetSpan("b", 0, 0, 3));
    }

    @Test
    void aBatchWithoutLabelsInCommonIsRefused() {
        // Given
        FineTuneSpec subject = Jobs.subject(LowRankMethod.LORA);
        // When, Then
        assertThat(subject.withLabels(List.of("low", "high"))).isSameAs(subject);
        assertThat(subject.withLabels(List.of("low", "high", "other", "new")).labels())
                .hasSize(4);
        assertThatThrownBy(() -> subject.withLabels(List.of("high", "low", "other")))
                .hasMessage("labels are [high, low, other], expected a list that begins with [low, high, other]");
    }

    @Test
    void wrongValuesAreRefusedByNameValueAndExpectation() {
        assertThatThrownBy(() -> spec(-1, 4)).hasMessage("warmupSteps is -1, expected at least 0");
        assertThatThrownBy(() -> spec(0, 0)).hasMessage("gradientShards is 0, expected 1 to 1024");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.LORA, 0, 16, 0, List.of("query")))
                .hasMessage("rank is 0, expected at least 1");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.LORA, 8, Double.NaN, 0, List.of("query")))
                .hasMessage("alpha is NaN, expected a positive number");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.LORA, 8, 16, 1, List.of("query")))
                .hasMessage("dropout is 1.0, expected 0 up to, not including, 1");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.LORA, 8, 16, 0, List.of("query", "query")))
                .hasMessageStartingWith("targets are [query, query], expected at least one of [query, key,");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("query"), List.of("value")))
                .hasMessage("share is [value], expected at least one of [query], each once");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.SHARE_A, 8, 16, 0, List.of("query"), List.of()))
                .hasMessage("share is [], expected at least one of [query], each once");
        assertThatThrownBy(() -> new LowRankSpec(LowRankMethod.LORA, 8, 16, 0, List.of("query"), List.of("query")))
                .hasMessage("share is [query], expected none as the method is lora");
        assertThatThrownBy(() -> new Variant(false, 0, false))
                .hasMessage("rateRatioB is 0.0, expected a positive number");
        assertThatThrownBy(() -> LowRankMethod.of("qlora"))
                .hasMessage("method is qlora, expected one of lora, share-a, share-b, share-ab");
        assertThatThrownBy(() -> new OffsetSpan("a", 0, 3, 3))
                .hasMessage("offsets are [3, 3), expected at least one, from 0 on");
        assertThatThrownBy(() -> new PackedBatch(new int[3], new int[] {0, 2}, new int[] {0}))
                .hasMessage("starts go from 0 to 2, expected from 0 to 3 tokens");
        assertThatThrownBy(() -> new PackedBatch(new int[3], new int[] {0, 0, 3}, new int[] {0, 1}))
                .hasMessage("sequence 0 is [0, 0), expected at least one token");
    }

    private static TrainingSpec spec(int warmupSteps, int shards) {
        return new TrainingSpec(2e-3, Schedule.constant(warmupSteps), 0.01, 1, 7, shards, false);
    }
}
