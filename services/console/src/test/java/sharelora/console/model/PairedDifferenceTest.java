package sharelora.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

    @Test
    void adjustsAsBonettAndPriceDo() {
        // Given: of 10 records 4 are right by the one alone and 1 by the other alone
        NewestSlice.Classes one = classes("s", 1, 1, 1, 1, 0, 1, 1, 1, 0, 0);
        NewestSlice.Classes other = classes("s", 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);

        // When
        PairedDifference difference = PairedDifference.of(one, other).orElseThrow();

        // Then: (4 + 1) / 12 - (1 + 1) / 12 = 0.25, its standard error sqrt((7/12 - 0.25^2) / 12) = 0.208333
        assertThat(difference.value()).isEqualTo(0.3);
        assertThat(difference.low()).isCloseTo(0.25 - 1.959964 * 0.2083333, within(1e-6));
        assertThat(difference.high()).isCloseTo(0.25 + 1.959964 * 0.2083333, within(1e-6));
        assertThat(difference.n()).isEqualTo(10);
    }

    @Test
    void isNoneOfDifferentRecords() {
        assertThat(PairedDifference.of(classes("s", 1, 1), classes("t", 1, 1))).isEmpty();
    }

    private static NewestSlice.Classes classes(String suite, int... right) {
        int[] targets = new int[right.length];
        Arrays.fill(targets, 1);
        return new NewestSlice.Classes(5, suite, targets, right);
    }
}
