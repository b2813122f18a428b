package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {

    @ParameterizedTest
    @CsvSource({
        "30, 10, 100, 0.07750498471424656, 0.31465187803085143",
        "9, 1, 40, 0.03943322848402733, 0.3415191524683536",
        "0, 0, 50, -0.053303993244218376, 0.053303993244218376",
        "10, 0, 10, 0.5205795584958712, 1",
        "0, 12, 20, -0.7886951050151357, -0.3022139858939553",
        "120, 80, 1000, 0.012229539123312847, 0.0676107802379646"
    })
    void intervalIsBonettAndPricesAdjustedOne(int gained, int lost, int n, double low, double high) {
        // When
        Interval interval = new McNemar(gained, lost, n).interval();

        // Then: a = (gained + 1) / (n + 2), b = (lost + 1) / (n + 2); a - b -+ z sqrt((a + b - (a - b)^2) / (n + 2)),
        // computed in Python from the paper's formula; where its end lies outside [-1, 1], that is the end
        assertThat(interval.low()).isCloseTo(low, within(1e-12));
        assertThat(interval.high()).isCloseTo(high, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 10, 0.0022214337732293643",
        "9, 1, 0.021484375",
        "0, 12, 0.00048828125",
        "120, 80, 0.0056851559967503055"
    })
    void exactTestIsTwiceTheBinomialTail(int gained, int lost, double p) {
        // When / Then: twice the tail of a fair coin, summed in Python's fractions
        assertThat(new McNemar(gained, lost, 1_000).p()).isCloseTo(p, within(1e-12));
        assertThat(new McNemar(lost, gained, 1_000).p()).isCloseTo(p, within(1e-12));
    }

    @Test
    void exactTestSaysOneWhereNothingSpeaksForEitherAndNothingWhereAllDoes() {
        // When / Then
        assertThat(new McNemar(5, 5, 100).p()).isEqualTo(1);
        assertThat(new McNemar(0, 0, 100).p()).isEqualTo(1);
        assertThat(new McNemar(1, 1, 2).p()).isEqualTo(1);
        assertThat(new McNemar(40_000, 10_000, 100_000).p()).isZero();
    }
}
