package sharelora.models.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedAnswersTest {

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
        PairedAnswers answers = new PairedAnswers(gained, lost, n);

        // Then: a = (gained + 1) / (n + 2), b = (lost + 1) / (n + 2); a - b -+ z sqrt((a + b - (a - b)^2) / (n + 2)),
        // computed in Python from the paper's formula; where its end lies outside [-1, 1], that is the end
        assertThat(answers.low()).isCloseTo(low, within(1e-12));
        assertThat(answers.high()).isCloseTo(high, within(1e-12));
    }

    @Test
    void countsWhatTheOneAndTheOtherAloneHaveRight() {
        // Given
        int[] targets = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        int[] one = {1, 1, 1, 1, 0, 1, 1, 1, 0, 0};
        int[] other = {0, 0, 0, 0, 1, 1, 1, 1, 0, 0};

        // When
        PairedAnswers answers = PairedAnswers.of(targets, one, other);

        // Then: (4 + 1) / 12 - (1 + 1) / 12 = 0.25, its standard error sqrt((7/12 - 0.25^2) / 12) = 0.208333
        assertThat(answers).isEqualTo(new PairedAnswers(4, 1, 10));
        assertThat(answers.difference()).isEqualTo(0.3);
        assertThat(answers.low()).isCloseTo(0.25 - 1.959964 * 0.2083333, within(1e-6));
        assertThat(answers.high()).isCloseTo(0.25 + 1.959964 * 0.2083333, within(1e-6));
    }
}
