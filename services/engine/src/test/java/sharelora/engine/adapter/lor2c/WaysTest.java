package sharelora.engine.adapter.lor2c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sharelora.engine.adapter.Structure;

/** Which pairs become one, and which gives way, by the sums of their singular values. */
class WaysTest {

    private static final int LAYERS = 4;

    private final Ways begun = Ways.of(Structure.NONE, LAYERS);

    @ParameterizedTest
    @CsvSource({"1 2 3 4, 0", "4 3 2 1, 2", "5 1 1 5, 1", "0 0 0 0, 0", "3 1 2 1, 1"})
    void theNeighboursWithTheLeastSumBecomeOneAndOfEqualOnesTheFirst(String scores, int first) {
        // When
        Ways merged = begun.merged(layer -> number(scores, layer));
        // Then
        assertThat(merged.ends()[first]).isEqualTo(first + 1);
        assertThat(merged.ends()[first + 1]).isEqualTo(Ways.NONE);
        assertThat(merged.merges()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1 2 3 4, 3", "4 3 2 1, 0", "1 5 5 1, 1", "0 0 0 0, 0"})
    void theLargestGivesWayAndOfEqualOnesTheFirst(String scores, int first) {
        // When
        Ways injected = begun.injected(layer -> number(scores, layer), 7);
        // Then
        assertThat(injected.ends()[first]).isEqualTo(Ways.NONE);
        assertThat(injected.injected()[first]).isEqualTo(7);
        assertThat(injected.structure().of("changes")).containsExactly(0, 1);
    }

    @Test
    void aPairAroundThreeLayersGivesWayToLoraInAllOfThem() {
        // Given
        Ways merged = begun.merged(layer -> layer).merged(layer -> layer);
        // When
        Ways injected = merged.injected(layer -> layer == 0 ? 1 : 0, 9);
        // Then
        assertThat(merged.ends()).containsExactly(2, Ways.NONE, Ways.NONE, 3);
        assertThat(merged.endingAt(2)).isZero();
        assertThat(merged.endingAt(1)).isEqualTo(Ways.NONE);
        assertThat(injected.ends()).containsExactly(Ways.NONE, Ways.NONE, Ways.NONE, 3);
        assertThat(injected.injected()).containsExactly(9, 9, 9, Ways.NONE);
        assertThat(injected.merged(layer -> 0)).isSameAs(injected);
        assertThat(injected.begun().injected()).containsExactly(0, 0, 0, Ways.NONE);
    }

    @Test
    void isReadBackFromTheIntegersOfTheState() {
        // Given
        Ways changed = begun.merged(layer -> 0).injected(layer -> layer, 3);
        // When
        Ways read = Ways.of(changed.structure(), LAYERS);
        // Then
        assertThat(read.structure()).isEqualTo(changed.structure());
    }

    @ParameterizedTest
    @CsvSource({
        "0 1 2, -1 -1 -1 -1",
        "1 1 2 3, -1 -1 -1 -1",
        "0 0 2 3, -1 -1 -1 -1",
        "0 1 2 4, -1 -1 -1 -1",
        "0 1 2 3, 5 -1 -1 -1",
        "0 1 2 3, -2 -1 -1 -1"
    })
    void refusesWaysThatOverlapOrLeadOutOfTheBase(String ends, String injected) {
        // Given
        Structure wrong = new Structure(
                Map.of("ends", numbers(ends), "injected", numbers(injected), "changes", new int[] {0, 0}));
        // When, Then
        assertThatThrownBy(() -> Ways.of(wrong, LAYERS))
                .hasMessageEndingWith("expected ways around 4 layers that do not overlap");
    }

    @Test
    void theSumOfSingularValuesIsThatOfAMatrixWhoseAreKnown() {
        // Given: B A = U diag(3, 2, 0) V', with U and V turned by angles
        int rank = 3;
        double c = Math.cos(0.4);
        double s = Math.sin(0.4);
        float[] b = {(float) c, (float) -s, 0, (float) s, (float) c, 0, 0, 0, 1, 0, 0, 0};
        float[] a = {(float) (3 * c), (float) (3 * s), 0, 0, (float) (-2 * s), (float) (2 * c), 0, 0, 0, 0, 0, 0};
        // When
        double sum = SingularValues.sum(b, a, rank);
        // Then
        assertThat(sum).isCloseTo(5, within(1e-6));
        assertThat(SingularValues.sum(new float[12], a, rank)).isZero();
    }

    @Test
    void theSumOfSingularValuesIsHowFarTheProductReachesAlongItsOwnDirections() {
        // Given: of two ranks, whose values are the roots of a quadratic
        Random random = new Random(3);
        float[] b = new float[2 * 9];
        float[] a = new float[2 * 7];
        for (int i = 0; i < b.length; i++) {
            b[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
        }
        double squares = 0; // s1² + s2², of the whole product
        for (int row = 0; row < 9; row++) {
            for (int column = 0; column < 7; column++) {
                double entry = (double) b[row * 2] * a[column] + (double) b[row * 2 + 1] * a[7 + column];
                squares += entry * entry;
            }
        }
        double product = Math.sqrt(determinant(b, 9, 2, 1) * determinant(a, 7, 1, 7)); // s1 s2
        // When
        double sum = SingularValues.sum(b, a, 2);
        // Then
        assertThat(sum).isCloseTo(Math.sqrt(squares + 2 * product), within(1e-12));
    }

    /** Of the two vectors' products with each other. */
    private static double determinant(float[] numbers, int count, int step, int apart) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < count; i++) {
            double x = numbers[i * step];
            double y = numbers[i * step + apart];
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        return xx * yy - xy * xy;
    }

    private static double number(String scores, int layer) {
        return numbers(scores)[layer];
    }

    private static int[] numbers(String words) {
        return Arrays.stream(words.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }
}
