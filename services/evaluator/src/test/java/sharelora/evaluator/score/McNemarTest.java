package sharelora.evaluator.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.models.suite.PairedAnswers;

class McNemarTest {

    @ParameterizedTest
    @CsvSource({
        "30, 10, 0.0022214337732293643",
        "9, 1, 0.021484375",
        "0, 12, 0.00048828125",
        "120, 80, 0.0056851559967503055"
    })
    void exactTestIsTwiceTheBinomialTail(int gained, int lost, double p) {
        // When / Then: twice the tail of a fair coin, summed in Python's fractions
        assertThat(new McNemar(new PairedAnswers(gained, lost, 1_000)).p()).isCloseTo(p, within(1e-12));
        assertThat(new McNemar(new PairedAnswers(lost, gained, 1_000)).p()).isCloseTo(p, within(1e-12));
    }

    @Test
    void exactTestSaysOneWhereNothingSpeaksForEitherAndNothingWhereAllDoes() {
        // When / Then
        assertThat(new McNemar(new PairedAnswers(5, 5, 100)).p()).isEqualTo(1);
        assertThat(new McNemar(new PairedAnswers(0, 0, 100)).p()).isEqualTo(1);
        assertThat(new McNemar(new PairedAnswers(1, 1, 2)).p()).isEqualTo(1);
        assertThat(new McNemar(new PairedAnswers(40_000, 10_000, 100_000)).p()).isZero();
    }
}
