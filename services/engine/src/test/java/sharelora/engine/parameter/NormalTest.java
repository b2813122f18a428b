package sharelora.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {

    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.975, 1.959963984540054",
        "0.025, -1.959963984540054",
        "0.84134474606854293, 1",
        "0.0013498980316300933, -3",
        "0.9999683287581669, 4",
        "2.980232238769531e-8, -5.419983174916868"
    })
    void aQuantileIsThatOfTheTables(double p, double expected) {
        assertThat(Normal.quantile(p)).isCloseTo(expected, within(1e-8 * (1 + Math.abs(expected))));
    }

    @Test
    void drawsHaveTheMomentsOfANormalDistribution() {
        // Given
        double[] numbers = LongStream.range(0, 100_000)
                .mapToDouble(index -> Normal.at(RandomKey.of(7, "moments"), index))
                .toArray();
        // When
        double[] moments = new double[5];
        for (double number : numbers) {
            for (int power = 1; power < moments.length; power++) {
                moments[power] += Math.pow(number, power) / numbers.length;
            }
        }
        // Then
        assertThat(moments[1]).isCloseTo(0, within(0.015));
        assertThat(moments[2]).isCloseTo(1, within(0.02));
        assertThat(moments[3]).isCloseTo(0, within(0.05));
        assertThat(moments[4]).isCloseTo(3, within(0.15));
    }

    @Test
    void aDrawDependsOnKeyAndIndexAlone() {
        // Given
        long key = RandomKey.of(7, "draw");
        // When, Then
        assertThat(Normal.at(key, 5)).isEqualTo(Normal.at(key, 5)).isNotEqualTo(Normal.at(key, 6));
        assertThat(Normal.at(key, 5)).isNotEqualTo(Normal.at(RandomKey.of(8, "draw"), 5));
    }
}
