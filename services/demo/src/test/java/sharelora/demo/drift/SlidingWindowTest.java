package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

    @Test
    void hasNoAccuracyBeforeTheFirstRecord() {
        // When
        SlidingWindow window = new SlidingWindow(4);

        // Then
        assertThat(window.accuracy()).isNaN();
    }

    @Test
    void forgetsWhatIsOlderThanItsSize() {
        // Given
        SlidingWindow window = new SlidingWindow(4);
        window.add(2, 2);
        window.add(1, 2);

        // When
        window.add(0, 2);

        // Then: the first two records have gone
        assertThat(window.accuracy()).isEqualTo(0.25);
    }

    @Test
    void keepsWholeStepsSoThatItIsNeverSmallerThanItsSize() {
        // Given
        SlidingWindow window = new SlidingWindow(4);
        window.add(3, 3);

        // When
        window.add(0, 3);

        // Then: without the first step there would be three records
        assertThat(window.accuracy()).isEqualTo(0.5);
    }

    @Test
    void isNotMovedByAStepOfWhichNothingWasLearned() {
        // Given
        SlidingWindow window = new SlidingWindow(4);
        window.add(1, 4);

        // When
        window.add(0, 0);

        // Then
        assertThat(window.accuracy()).isEqualTo(0.25);
    }

    @Test
    void refusesToBeEmpty() {
        // When / Then
        assertThatThrownBy(() -> new SlidingWindow(0)).hasMessageContaining("expected at least 1");
    }

    @Test
    void aCurveOfAnyLengthStaysSmallAndKeepsItsEnds() {
        // Given
        Curve curve = new Curve();

        // When
        IntStream.rangeClosed(1, 10_000).forEach(i -> curve.add(i, i / 10_000.0));

        // Then
        assertThat(curve.points()).hasSizeBetween(200, 501);
        assertThat(curve.points().getFirst().records()).isEqualTo(1);
        assertThat(curve.points().getLast()).isEqualTo(new DriftReport.Point(10_000, 1));
        assertThat(curve.points())
                .extracting(DriftReport.Point::records)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aCurveWithoutStepsHasNoPoints() {
        // When / Then
        assertThat(new Curve().points()).isEmpty();
    }
}
