package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Metric;

class ClassificationMetricsTest {

    @Test
    void everyMetricSaysItsValueIntervalAndN() {
        // Given
        int[] targets = new int[400];
        int[] predictions = new int[400];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = i % 4;
            predictions[i] = i % 10 < 7 ? i % 4 : (i + 1) % 4;
        }

        // When
        List<Metric> metrics =
                ClassificationMetrics.of(targets, new SubjectPredictions(predictions, new double[0]), 300);

        // Then
        assertThat(metrics).extracting(Metric::getName).containsExactly("accuracy", "macro-f1", "mcc", "loss");
        assertThat(metrics).extracting(Metric::getN).containsOnly(400);
        assertThat(metrics.getFirst().getValue()).isEqualTo(0.7);
        assertThat(metrics.getLast()).isEqualTo(new Metric("loss", 0.75, null, null, 400));
        for (Metric metric : metrics.subList(0, 3)) {
            assertThat(metric.getLow()).isLessThan(metric.getValue());
            assertThat(metric.getHigh()).isGreaterThan(metric.getValue());
        }
    }

    @Test
    void bootstrapOfMacroF1IsAsWideAsWilsonWhereBothMeasureTheSame() {
        // Given: balanced classes with one error rate, where macro F1 and accuracy almost coincide
        int[] targets = new int[600];
        int[] predictions = new int[600];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = i % 2;
            predictions[i] = i % 6 < 4 ? i % 2 : 1 - i % 2;
        }

        // When
        List<Metric> metrics = ClassificationMetrics.of(targets, new SubjectPredictions(predictions, new double[0]), 0);

        // Then
        Metric accuracy = metrics.get(0);
        Metric macroF1 = metrics.get(1);
        assertThat(macroF1.getLow()).isCloseTo(accuracy.getLow(), within(0.01));
        assertThat(macroF1.getHigh()).isCloseTo(accuracy.getHigh(), within(0.01));
    }

    @Test
    void repeatedScoringGivesTheSameBits() {
        // Given
        int[] targets = {0, 1, 2, 1, 0, 2, 2, 1};
        int[] predictions = {0, 1, 1, 1, 2, 2, 2, 0};

        // When
        List<Metric> again =
                ClassificationMetrics.of(targets, new SubjectPredictions(predictions, new double[0]), 1.25);

        // Then
        assertThat(again)
                .isEqualTo(ClassificationMetrics.of(targets, new SubjectPredictions(predictions, new double[0]), 1.25));
    }

    @Test
    void noRecordHasNoMetric() {
        assertThat(ClassificationMetrics.of(new int[0], new SubjectPredictions(new int[0], new double[0]), 0))
                .isEmpty();
    }

    @Test
    void answersToOtherRecordsAreRefused() {
        assertThatThrownBy(() ->
                        ClassificationMetrics.of(new int[3], new SubjectPredictions(new int[2], new double[0]), 1))
                .hasMessage("2 predictions, expected 3");
    }

    @Test
    void theLossOfEachRecordGivesTheLossAnInterval() {
        // Given
        int[] targets = {0, 1, 0, 1};
        double[] losses = {0.5, 0.5, 0.5, 0.5};

        // When
        List<Metric> metrics = ClassificationMetrics.of(targets, new SubjectPredictions(targets, losses), 2);

        // Then
        assertThat(metrics.getLast()).isEqualTo(new Metric("loss", 0.5, 0.5, 0.5, 4));
    }
}
