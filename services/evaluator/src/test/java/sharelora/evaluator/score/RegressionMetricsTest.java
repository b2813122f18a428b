package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Difference;
import sharelora.schemas.Metric;

class RegressionMetricsTest {

    /** With ties. */
    private static final double[] SCORES = {0.5, 1.0, 1.0, 2.5, 3.0, 3.0, 4.25, 5.0};

    private static final double[] VALUES = {0.7, 0.2, 1.9, 1.9, 2.0, 4.5, 4.0, 4.1};

    /** What NumPy's corrcoef says of them, and of their ranks. */
    private static final double PEARSON = 0.8396962922943423;

    private static final double SPEARMAN = 0.8424397143700719;

    @Test
    void correlationsAreThoseOfNumPy() {
        // When
        List<Metric> metrics = RegressionMetrics.metrics(SCORES, VALUES);

        // Then
        assertThat(metrics).extracting(Metric::getName).containsExactly("pearson", "spearman", "mse");
        assertThat(metrics).extracting(Metric::getN).containsOnly(8);
        assertThat(metrics.get(0).getValue()).isCloseTo(PEARSON, within(1e-12));
        assertThat(metrics.get(1).getValue()).isCloseTo(SPEARMAN, within(1e-12));
        assertThat(metrics.get(2).getValue()).isCloseTo(0.7465625, within(1e-12));
    }

    @Test
    void intervalsHoldTheValueAndNarrowWithN() {
        // Given
        Random random = new Random(5);
        double[] scores = random.doubles(800, 0, 5).toArray();
        double[] values = new double[800];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores[i] + random.nextGaussian();
        }

        // When
        List<Metric> few = RegressionMetrics.metrics(Arrays.copyOf(scores, 50), Arrays.copyOf(values, 50));
        List<Metric> many = RegressionMetrics.metrics(scores, values);

        // Then
        for (int i = 0; i < many.size(); i++) {
            assertThat(many.get(i).getValue())
                    .isBetween(many.get(i).getLow(), many.get(i).getHigh());
            assertThat(many.get(i).getHigh() - many.get(i).getLow())
                    .isLessThan(few.get(i).getHigh() - few.get(i).getLow());
        }
    }

    @Test
    void aBaseThatAlwaysSaysTheSameHasNoCorrelation() {
        assertThat(RegressionMetrics.metrics(SCORES, new double[8]))
                .extracting(Metric::getValue)
                .containsExactly(0.0, 0.0, 8.6953125);
    }

    @Test
    void differencesArePairedRecordByRecord() {
        // When
        List<Difference> same = RegressionMetrics.differences(SCORES, VALUES, VALUES);
        List<Difference> better = RegressionMetrics.differences(SCORES, SCORES, VALUES);

        // Then
        assertThat(same).allSatisfy(each -> {
            assertThat(each.getValue()).isZero();
            assertThat(each.getLow()).isZero();
            assertThat(each.getHigh()).isZero();
        });
        assertThat(better.get(0).getValue()).isCloseTo(1 - PEARSON, within(1e-12));
        assertThat(better.get(2).getValue()).isCloseTo(-0.7465625, within(1e-12));
        assertThat(better.get(2).getHigh()).isNegative();
    }

    @Test
    void nothingMeasuredHasNoMetricAndOtherNumbersAreRefused() {
        assertThat(RegressionMetrics.metrics(new double[0], new double[0])).isEmpty();
        assertThatThrownBy(() -> RegressionMetrics.metrics(SCORES, new double[7]))
                .hasMessage("7 values, expected 8");
    }
}
