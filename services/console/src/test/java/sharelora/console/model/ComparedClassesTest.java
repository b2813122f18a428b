package sharelora.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import sharelora.models.suite.PairedAnswers;

class ComparedClassesTest {

    @Test
    void pairsWhatTwoJobsSaidOfTheSameRecords() {
        // Given: of 10 records 4 are right by the one alone and 1 by the other alone
        NewestSlice.Classes one = classes("s", 1, 1, 1, 1, 0, 1, 1, 1, 0, 0);
        NewestSlice.Classes other = classes("s", 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);

        // When / Then
        assertThat(one.beside(other)).contains(new PairedAnswers(4, 1, 10));
    }

    @Test
    void pairsNothingOfDifferentRecords() {
        // When / Then
        assertThat(classes("s", 1, 1).beside(classes("t", 1, 1))).isEmpty();
        assertThat(classes("s", 1, 1).beside(classes("s", 1))).isEmpty();
    }

    private static NewestSlice.Classes classes(String suite, int... right) {
        int[] targets = new int[right.length];
        Arrays.fill(targets, 1);
        return new NewestSlice.Classes(5, suite, targets, right);
    }
}
