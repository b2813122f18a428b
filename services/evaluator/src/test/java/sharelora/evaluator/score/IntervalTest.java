package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    @Test
    void wilsonOf520Of800IsTheKnownOne() {
        // When
        Interval interval = Interval.wilson(520, 800);

        // Then: the roots of (0.65 - p)² = z² p (1 - p) / 800, found by bisection
        assertThat(interval.low()).isCloseTo(0.6163027473, within(1e-9));
        assertThat(interval.high()).isCloseTo(0.6822635898, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "3, 10", "199, 200", "520, 800", "999, 1000"})
    void wilsonsEndsAreWhereTheScoreTestTurns(int hits, int n) {
        // When
        Interval interval = Interval.wilson(hits, n);

        // Then
        double share = (double) hits / n;
        for (double p : new double[] {interval.low(), interval.high()}) {
            assertThat(Math.abs(share - p) / Math.sqrt(p * (1 - p) / n)).isCloseTo(1.959964, within(1e-6));
        }
    }

    @Test
    void wilsonStaysInsideTheUnitIntervalAtBothEnds() {
        // When
        Interval none = Interval.wilson(0, 10);
        Interval all = Interval.wilson(10, 10);

        // Then
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775327999, within(1e-9));
        assertThat(all.low()).isCloseTo(0.7224672001, within(1e-9));
        assertThat(all.high()).isCloseTo(1, within(1e-12)).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1, 7", "3, 10", "199, 200", "520, 800", "0, 3000", "3000, 3000", "1234, 100000"})
    void wilsonIsTheClosedFormOfHisPaper(int hits, int n) {
        // Given: (p + z² / 2n -+ z sqrt(p (1 - p) / n + z² / 4n²)) / (1 + z² / n)
        double z = 1.959963984540054;
        double p = (double) hits / n;
        double margin = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        double centre = p + z * z / (2.0 * n);
        double scale = 1 + z * z / n;

        // When
        Interval interval = Interval.wilson(hits, n);

        // Then
        assertThat(interval.low()).isCloseTo((centre - margin) / scale, within(1e-12));
        assertThat(interval.high()).isCloseTo((centre + margin) / scale, within(1e-12));
    }
}
