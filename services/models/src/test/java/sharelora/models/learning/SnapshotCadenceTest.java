package sharelora.models.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotCadenceTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration CHEAP = Duration.ofMillis(5);

    private final SnapshotCadence cadence = SnapshotCadence.of(20, 50);

    @Test
    void takesASnapshotAfterSoManySteps() {
        assertThat(cadence.due(19, 19, SHORT, CHEAP)).isFalse();
        assertThat(cadence.due(21, 20, SHORT, CHEAP)).isTrue();
    }

    @Test
    void takesASnapshotAfterTenSecondsOfFewerSteps() {
        assertThat(cadence.due(3, 3, Duration.ofMillis(9_999), CHEAP)).isFalse();
        assertThat(cadence.due(3, 3, Duration.ofSeconds(10), CHEAP)).isTrue();
    }

    @Test
    void takesNoneWhereNothingWasLearnedSince() {
        assertThat(cadence.due(50, 0, Duration.ofHours(1), CHEAP)).isFalse();
    }

    @Test
    void stretchesTheIntervalUntilSnapshotsCostTwoPerCent() {
        Duration dear = Duration.ofMillis(400);

        assertThat(cadence.due(49, 40, Duration.ofSeconds(19), dear)).isFalse();
        assertThat(cadence.due(49, 40, Duration.ofSeconds(20), dear)).isTrue();
    }

    @Test
    void takesAFlaggedStepWhateverItCosts() {
        assertThat(cadence.due(100, 1, Duration.ZERO, Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void holdsNoMoreThanSoManyStepsInMemory() {
        SnapshotCadence rare = SnapshotCadence.of(1_000_000, 1_000_000);

        assertThat(rare.due(9_999, 9_999, SHORT, Duration.ofHours(1))).isFalse();
        assertThat(rare.due(10_000, 10_000, SHORT, Duration.ofHours(1))).isTrue();
    }

    @Test
    void flagsByStepAlone() {
        assertThat(cadence.flags(0)).isTrue();
        assertThat(cadence.flags(49)).isFalse();
        assertThat(cadence.flags(50)).isTrue();
    }

    @Test
    void refusesAnIntervalOfNothing() {
        assertThatThrownBy(() -> SnapshotCadence.of(0, 50)).hasMessage("snapshotEvery is 0, expected at least 1");
        assertThatThrownBy(() -> SnapshotCadence.of(20, -1)).hasMessage("checkpointEvery is -1, expected at least 1");
    }
}
