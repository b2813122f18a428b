package sharelora.engine.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flat vectors, and what an engine does to all of one at once. */
interface UpdateContract extends UnderTest {

    /** Not a multiple of any vector width. */
    int SIZE = 1003;

    @Test
    default void keepsWhatIsWritten() {
        // Given
        Flat flat = engine().flat(SIZE);

        // When
        flat.write(990, new float[] {1.5f, -2.25f, Float.MIN_VALUE});
        flat.set(1002, 0.5);

        // Then
        assertThat(flat.size()).isEqualTo(SIZE);
        assertThat(flat.read(989, 5)).containsExactly(0, 1.5f, -2.25f, Float.MIN_VALUE, 0);
        assertThat(flat.get(1002)).isEqualTo(0.5);
        assertThat(flat.get(0)).isZero();
        flat.fillZero();
        assertThat(flat.read(0, SIZE)).containsOnly(0);
    }

    @Test
    default void addsNumberByNumber() {
        // Given
        Flat into = drawn(1);
        Flat other = drawn(2);
        double[] before = numbers(into);

        // When
        engine().add(into, other);

        // Then
        double[] added = numbers(into);
        for (int i = 0; i < SIZE; i++) {
            assertThat(added[i]).isCloseTo(before[i] + other.get(i), within(1e-6));
        }
    }

    @Test
    default void measuresTheEuclideanNorm() {
        // Given
        Flat flat = drawn(3);
        double squares = 0;
        for (double number : numbers(flat)) {
            squares += number * number;
        }

        // When
        double norm = engine().norm(flat);

        // Then
        assertThat(norm).isCloseTo(Math.sqrt(squares), within(1e-6 * Math.sqrt(squares)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, SIZE - 1})
    default void hasNoFiniteNormWhereANumberIsNot(int place) {
        // Given
        Flat nan = drawn(4);
        nan.set(place, Double.NaN);
        Flat infinite = drawn(4);
        infinite.set(place, Double.NEGATIVE_INFINITY);

        // When
        double norm = engine().norm(nan);

        // Then
        assertThat(norm).isNaN();
        assertThat(engine().norm(infinite)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    default void updatesAsAdamWDoes() {
        // Given
        Flat values = drawn(5);
        Moments moments = new Moments(engine().flat(SIZE), engine().flat(SIZE));
        double[] value = numbers(values);
        double[] mean = new double[SIZE];
        double[] square = new double[SIZE];
        double scale = 0.8;

        for (int t = 1; t <= 5; t++) {
            double rate = 0.01 / t;
            Flat gradient = drawn(10 + t);
            double[] g = numbers(gradient);

            // When
            engine().update(values, gradient, moments, new Range(0, SIZE), AdamW.of(t, rate, 0.1, scale));

            // Then
            for (int i = 0; i < SIZE; i++) {
                value[i] -= rate * 0.1 * value[i];
                mean[i] = 0.9 * mean[i] + 0.1 * scale * g[i];
                square[i] = 0.999 * square[i] + 0.001 * scale * g[i] * scale * g[i];
                double step = mean[i] / (1 - Math.pow(0.9, t));
                value[i] -= rate * step / (Math.sqrt(square[i] / (1 - Math.pow(0.999, t))) + 1e-8);
            }
            double allowed = Math.max(tolerance(), 1e-12);
            Agreement.check("values", numbers(values), value, allowed, 0);
            Agreement.check("mean", numbers(moments.mean()), mean, allowed, 0);
            Agreement.check("square", numbers(moments.square()), square, allowed, 0);
            assertThat(numbers(gradient)).as("the gradient stays").containsExactly(g);
        }
    }

    /** Ranges that begin and end inside a vector of the machine: neighbours neither move nor count twice. */
    @Test
    default void updatesARangeAsItIsUpdatedAmongTheOthers() {
        // Given
        Flat gradient = drawn(2);
        Flat whole = drawn(1);
        Flat parts = drawn(1);
        Moments ofWhole = new Moments(engine().flat(SIZE), engine().flat(SIZE));
        Moments ofParts = new Moments(engine().flat(SIZE), engine().flat(SIZE));
        AdamW adamW = AdamW.of(3, 0.01, 0.1, 0.8);
        engine().update(whole, gradient, ofWhole, new Range(0, SIZE), adamW);

        // When
        engine().update(parts, gradient, ofParts, new Range(3, 500), adamW);

        // Then
        assertThat(parts.read(0, 3)).containsExactly(drawn(1).read(0, 3));
        assertThat(parts.read(500, SIZE - 500)).containsExactly(drawn(1).read(500, SIZE - 500));
        assertThat(ofParts.mean().read(500, SIZE - 500)).containsOnly(0);
        engine().update(parts, gradient, ofParts, new Range(500, SIZE), adamW);
        engine().update(parts, gradient, ofParts, new Range(0, 3), adamW);
        assertThat(parts.read(0, SIZE)).containsExactly(whole.read(0, SIZE));
        assertThat(ofParts.mean().read(0, SIZE)).containsExactly(ofWhole.mean().read(0, SIZE));
        assertThat(ofParts.square().read(0, SIZE))
                .containsExactly(ofWhole.square().read(0, SIZE));
    }

    @Test
    default void leavesValuesBeyondTheGradient() {
        // Given
        Flat values = drawn(1);
        Flat gradient = engine().flat(5);
        gradient.write(0, new float[] {1, 1, 1, 1, 1});
        Moments moments = new Moments(engine().flat(5), engine().flat(5));

        // When
        engine().update(values, gradient, moments, new Range(0, 5), AdamW.of(1, 0.01, 0.1, 1));

        // Then
        assertThat(values.read(5, SIZE - 5)).containsExactly(drawn(1).read(5, SIZE - 5));
        assertThat(values.read(0, 5)).doesNotContain(drawn(1).read(0, 5));
        assertThatThrownBy(() -> engine().update(values, gradient, moments, new Range(0, 6), AdamW.of(2, 0.01, 0.1, 1)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    default void averagesAsPlainNumbersDo() {
        // Given
        Flat slow = engine().flat(SIZE - 4);
        slow.write(0, drawn(1).read(0, SIZE - 4));
        Flat fast = drawn(2);
        double[] average = numbers(slow);
        double[] newest = numbers(fast);

        // When
        engine().average(slow, fast, 0.3);

        // Then
        for (int i = 0; i < average.length; i++) {
            average[i] = 0.7 * average[i] + 0.3 * newest[i];
        }
        Agreement.check("average", numbers(slow), average, Math.max(tolerance(), 1e-12), 0);
        assertThat(numbers(fast)).as("what is averaged stays").containsExactly(newest);
    }

    @Test
    default void anAverageOfWhatDoesNotMoveStaysToTheLastBit() {
        // Given
        Flat slow = drawn(1);

        // When
        engine().average(slow, drawn(1), 0.001);

        // Then
        assertThat(numbers(slow)).containsExactly(numbers(drawn(1)));
        assertThatThrownBy(() -> engine().average(slow, engine().flat(SIZE - 1), 0.5))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private Flat drawn(long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        Flat flat = engine().flat(SIZE);
        flat.write(0, numbers);
        return flat;
    }

    private static double[] numbers(Flat flat) {
        double[] numbers = new double[flat.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = flat.get(i);
        }
        return numbers;
    }
}
