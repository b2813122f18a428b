package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;

class GenerationMetricsTest {

    private static final int[] ASKED = {2, 3, 5};

    @Test
    void measuresTokensOverTheWholeSliceAndRecordsToTheEnd() {
        // Given
        GenerationMetrics.Said said = new GenerationMetrics.Said(new int[] {2, 1, 5}, new double[] {1, 2, 4});

        // When
        List<Metric> metrics = GenerationMetrics.metrics(ASKED, said);

        // Then
        assertThat(metrics)
                .extracting(Metric::getName)
                .containsExactly("perplexity", "token-accuracy", "exact", "loss");
        assertThat(metrics.get(0).getValue()).isCloseTo(Math.exp(0.7), within(1e-12));
        assertThat(metrics.get(1).getValue()).isEqualTo(0.8);
        assertThat(metrics.get(2).getValue()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(metrics.get(3).getValue()).isCloseTo(0.7, within(1e-12));
        assertThat(metrics).allSatisfy(metric -> {
            assertThat(metric.getN()).isEqualTo(3);
            assertThat(metric.getLow()).isLessThanOrEqualTo(metric.getValue());
            assertThat(metric.getHigh()).isGreaterThanOrEqualTo(metric.getValue());
        });
    }

    @Test
    void comparesTwoOnTheSameRecords() {
        // Given
        GenerationMetrics.Said better = new GenerationMetrics.Said(new int[] {2, 3, 4}, new double[] {0, 1, 1});
        GenerationMetrics.Said worse = new GenerationMetrics.Said(new int[] {0, 3, 2}, new double[] {2, 2, 6});

        // When
        List<Difference> differences = GenerationMetrics.differences(ASKED, better, worse);

        // Then
        assertThat(differences)
                .extracting(Difference::getName)
                .containsExactly("perplexity", "token-accuracy", "exact", "loss");
        assertThat(differences.get(0).getValue()).isCloseTo(Math.exp(0.2) - Math.exp(1), within(1e-12));
        assertThat(differences.get(1).getValue()).isCloseTo(0.4, within(1e-12));
        assertThat(differences.get(2).getValue()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(differences.get(2).getMethod()).isEqualTo("mcnemar");
        assertThat(differences.get(3).getValue()).isCloseTo(-0.8, within(1e-12));
    }

    @Test
    void takesTheWordOfABeamSearchForWhatIsExact() {
        // Given
        GenerationMetrics.Said said = new GenerationMetrics.Said(
                new int[] {2, 1, 5}, new double[] {1, 2, 4}, new boolean[] {false, true, false});
        GenerationMetrics.Said greedy = new GenerationMetrics.Said(new int[] {2, 3, 5}, new double[] {1, 2, 4});

        // When
        List<Metric> metrics = GenerationMetrics.metrics(ASKED, said);

        // Then
        assertThat(metrics.get(2).getName()).isEqualTo("exact");
        assertThat(metrics.get(2).getValue()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(metrics.get(1).getValue()).isEqualTo(0.8);
        assertThat(GenerationMetrics.differences(ASKED, said, greedy).get(2).getValue())
                .isCloseTo(-2 / 3.0, within(1e-12));
    }

    @Test
    void saysNothingOfNoRecord() {
        GenerationMetrics.Said nobody = new GenerationMetrics.Said(new int[0], new double[0]);

        assertThat(GenerationMetrics.metrics(new int[0], nobody)).isEmpty();
        assertThat(GenerationMetrics.differences(new int[0], nobody, nobody)).isEmpty();
    }

    @Test
    void refusesAnswersToOtherRecords() {
        GenerationMetrics.Said two = new GenerationMetrics.Said(new int[2], new double[2]);

        assertThatThrownBy(() -> GenerationMetrics.metrics(ASKED, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 3 each");
    }

    @Test
    void refusesLossesAndFindingsOfOtherRecords() {
        assertThatThrownBy(() -> GenerationMetrics.metrics(ASKED, said(3, 2, 0)))
                .hasMessage("3 answers, 2 losses and 0 found, expected 3 each");
        assertThatThrownBy(() -> GenerationMetrics.metrics(ASKED, said(3, 3, 2)))
                .hasMessage("3 answers, 3 losses and 2 found, expected 3 each");
        assertThatThrownBy(() -> GenerationMetrics.differences(ASKED, said(3, 3, 0), said(3, 3, 1)))
                .hasMessageContaining("1 found");
        assertThatThrownBy(() -> GenerationMetrics.differences(ASKED, said(2, 3, 0), said(3, 3, 0)))
                .hasMessageContaining("2 answers");
    }

    @Test
    void aDifferenceOfOneRecordHasAnIntervalOfThatNumber() {
        // Given
        GenerationMetrics.Said better = new GenerationMetrics.Said(new int[] {2}, new double[] {1});
        GenerationMetrics.Said worse = new GenerationMetrics.Said(new int[] {1}, new double[] {2});

        // When
        Difference loss =
                GenerationMetrics.differences(new int[] {2}, better, worse).getLast();

        // Then
        assertThat(loss).isEqualTo(new Difference("loss", -0.5, -0.5, -0.5, 1, "paired-bootstrap", null));
    }

    private static GenerationMetrics.Said said(int answers, int losses, int found) {
        return new GenerationMetrics.Said(new int[answers], new double[losses], new boolean[found]);
    }
}
