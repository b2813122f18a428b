package sharelora.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuartilesTest {

    @Test
    void liesBetweenTwoValuesWhereTheQuartileDoes() {
        // When
        Quartiles quartiles = Quartiles.of(new double[] {4, 1, 2, 10});

        // Then
        assertThat(quartiles).isEqualTo(new Quartiles(1.75, 3, 5.5));
    }

    @Test
    void isTheValueItselfWhereThereIsOne() {
        // When
        Quartiles quartiles = Quartiles.of(new double[] {7});

        // Then
        assertThat(quartiles).isEqualTo(new Quartiles(7, 7, 7));
    }
}
