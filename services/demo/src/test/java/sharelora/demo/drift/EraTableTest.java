package sharelora.demo.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EraTableTest {

    private static final double EXACT = 1e-12;

    /** A row for each checkpoint, a column for each era. */
    private static final EraTable TABLE = new EraTable(
            List.of(0.1, 0.2, 0.3),
            List.of(0.5, 0.4, 0.3),
            List.of(List.of(0.8, 0.3, 0.2), List.of(0.6, 0.7, 0.5), List.of(0.5, 0.75, 0.9)));

    @Test
    void countsAsForgottenWhatAnyEarlierEndDidBetterThanTheLast() {
        // When / Then: era 1 had 0.8 at its own end and has 0.5; era 2 never was better than it is
        assertThat(TABLE.forgettingByEra())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(0.3, within(EXACT)),
                        second -> assertThat(second).isEqualTo(-0.05, within(EXACT)));
        assertThat(TABLE.forgetting()).isEqualTo(0.125, within(EXACT));
    }

    @Test
    void takesTheBestOfAllEarlierEndsNotTheErasOwn() {
        // Given
        EraTable late = new EraTable(
                List.of(0.0, 0.0, 0.0),
                List.of(),
                List.of(List.of(0.4, 0.0, 0.0), List.of(0.9, 0.5, 0.0), List.of(0.7, 0.5, 0.5)));

        // When / Then
        assertThat(late.forgetting(0, 2)).isEqualTo(0.2, within(EXACT));
        assertThat(late.forgetting(0, 1)).isEqualTo(-0.5, within(EXACT));
        assertThat(late.forgetting(0, 0)).isNaN();
    }

    @Test
    void transfersBackwardFromAnErasOwnEndToTheLast() {
        // When / Then: era 1 0.5 - 0.8, era 2 0.75 - 0.7
        assertThat(TABLE.backwardTransfer()).isEqualTo((-0.3 + 0.05) / 2, within(EXACT));
    }

    @Test
    void transfersForwardFromTheUntouchedBaseToWhatComesBeforeAnErasFirstRecord() {
        // When / Then: era 2 0.3 - 0.2, era 3 0.5 - 0.3
        assertThat(TABLE.forwardTransfer()).isEqualTo((0.1 + 0.2) / 2, within(EXACT));
    }

    @Test
    void hasTheFirstErasAdapterAndTheMeanAtTheEnd() {
        // When / Then
        assertThat(TABLE.frozenFirst()).containsExactly(0.8, 0.3, 0.2);
        assertThat(TABLE.finalMean()).isEqualTo((0.5 + 0.75 + 0.9) / 3, within(EXACT));
    }

    @Test
    void showsWhatGoesOnBesideWhatStandsStillOverTheErasSoFar() {
        // When
        List<Overview> lines = Overview.of(TABLE);

        // Then
        assertThat(lines).extracting(Overview::sign).containsExactly('A', 'F', 'P', '0');
        assertThat(lines.get(0).means().get(1)).isEqualTo((0.6 + 0.7) / 2, within(EXACT));
        assertThat(lines.get(1).means().get(1)).isEqualTo((0.8 + 0.3) / 2, within(EXACT));
        assertThat(lines.get(2).means().get(2)).isEqualTo((0.5 + 0.4 + 0.3) / 3, within(EXACT));
        assertThat(lines.get(3).means().get(0)).isEqualTo(0.1, within(EXACT));
    }

    @Test
    void refusesATableThatIsNotSquare() {
        // When / Then
        assertThatThrownBy(() -> new EraTable(List.of(0.1, 0.2), List.of(), List.of(List.of(0.1, 0.2))))
                .hasMessage("figures of 1 checkpoints on 2 eras, expected as many of one as of the other");
    }
}
