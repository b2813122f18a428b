package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sharelora.engine.adapter.AdapterMethods;
import sharelora.engine.adapter.lowrank.LowRankMethod;
import sharelora.engine.ops.Precision;
import sharelora.operations.examples.LabelledText;
import sharelora.schemas.AverageSettings;
import sharelora.schemas.Example;
import sharelora.text.HoldOut;

class DemoConfigTest {

    private static final List<LabelledText> TEXTS = IntStream.range(0, 1_000)
            .mapToObj(i -> new LabelledText("id-" + i, "sentence number " + i, "ab".substring(i % 2, i % 2 + 1)))
            .toList();
    private static final HoldOut HOLD_OUT = new HoldOut(20);

    @Test
    void feedsUpToTheTextThatCompletesTheTrainingSide() {
        // Given
        DemoConfig config = config(300);

        // When
        Feeding feeding = config.feeding();
        List<Example> fed = feeding.examples();

        // Then
        assertThat(fed)
                .extracting(Example::getText)
                .isEqualTo(TEXTS.subList(0, fed.size()).stream()
                        .map(LabelledText::text)
                        .toList());
        assertThat(fed).filteredOn(text -> !HOLD_OUT.holds(text.getText())).hasSize(300);
        assertThat(HOLD_OUT.holds(fed.getLast().getText())).isFalse();
        assertThat(fed.size()).isBetween(345, 405);
        assertThat(feeding.training()).isEqualTo(300);
    }

    @Test
    void feedsEverythingWhereThereIsLessThanWasAskedFor() {
        // Given
        DemoConfig config = config(Integer.MAX_VALUE);

        // When
        Feeding feeding = config.feeding();
        List<Example> fed = feeding.examples();

        // Then
        assertThat(fed).hasSameSizeAs(TEXTS);
        assertThat(feeding.training()).isBetween(750, 850);
    }

    @Test
    void becomesAJobAsAnyUserWouldWriteIt() {
        // When
        var job = DemoJob.of(config(300));

        // Then
        assertThat(job.stream().labels()).containsExactly("a", "b");
        assertThat(job.stream().holdoutPercent()).isEqualTo(20);
        assertThat(job.learner().adapter().getMethod()).isEqualTo("share-ab");
        assertThat(job.learner().adapter().getTargets()).containsExactly("query", "value");
        assertThat(job.learner().training().getSeed()).isEqualTo(9);
        assertThat(job.learner().training().getPrecision()).isEqualTo("bfloat16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rasa", "tied-lora", "vera", "monteclora", "lor2c", "share-lor2c", "rosa"})
    void saysRankRateAndAverageOfAnyMethodWhereItsCommandLineDoes(String method) {
        // Given
        DemoLearner learner = new DemoLearner(
                AdapterMethods.of(method),
                16,
                OptionalDouble.of(5e-4),
                Precision.FLOAT32,
                9,
                OptionalDouble.of(0.99),
                OptionalDouble.empty());

        // When
        var job = DemoJob.of(new DemoConfig(TEXTS, List.of("a", "b"), 300, learner));

        // Then
        assertThat(job.learner().adapter().getMethod()).isEqualTo(method);
        assertThat(job.learner().adapter().getRank()).isEqualTo(16);
        assertThat(job.learner().training().getLearningRate()).isEqualTo(5e-4);
        assertThat(job.average()).contains(new AverageSettings(0.99, "slow"));
        assertThat(DemoJob.of(config(300)).average()).isEmpty();
    }

    @Test
    void replaysWhereItsCommandLineSaysSo() {
        // Given
        DemoLearner learner = new DemoLearner(
                LowRankMethod.SHARE_A,
                8,
                OptionalDouble.empty(),
                Precision.FLOAT32,
                9,
                OptionalDouble.empty(),
                OptionalDouble.of(0.5));

        // When
        var job = DemoJob.of(new DemoConfig(TEXTS, List.of("a", "b"), 300, learner));

        // Then
        assertThat(job.learner().training().getOptions()).containsEntry("replay.fraction", "0.5");
        assertThat(DemoJob.of(config(300)).learner().training().getOptions()).isEmpty();
    }

    private static DemoConfig config(int trainingRecords) {
        return new DemoConfig(
                TEXTS,
                List.of("a", "b"),
                trainingRecords,
                DemoLearner.of(LowRankMethod.SHARE_AB, Precision.BFLOAT16, 9));
    }
}
