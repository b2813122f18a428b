package sharelora.models.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sharelora.engine.training.OffsetSpan;
import sharelora.engine.training.Restore;
import sharelora.models.learning.OnRegression.Action;

/** What verdicts have a job do, and how records say what it did. */
class OnRegressionTest {

    @Test
    void anActionIsKnownByItsSpelling() {
        assertThat(Action.ids()).containsExactly("continue", "pause", "restore");
        assertThat(Action.of("pause")).isEqualTo(Action.PAUSE);
        assertThatThrownBy(() -> Action.of("stop"))
                .hasMessage("onRegression is stop, expected one of [continue, pause, restore]");
    }

    @Test
    void verdictsHaveNoSayInAJobThatContinues() {
        assertThat(OnRegression.CONTINUE.looks()).isFalse();
        assertThat(new OnRegression(Action.PAUSE, 1).looks()).isTrue();
        assertThat(new OnRegression(Action.RESTORE, 1).looks()).isTrue();
    }

    @Test
    void triesCountWhereVerdictsDo() {
        assertThat(new OnRegression(Action.RESTORE, 2).after(5)).isEqualTo(new OnRegression(Action.RESTORE, 2, 5));
        assertThat(OnRegression.CONTINUE.after(5)).isEqualTo(new OnRegression(Action.CONTINUE, 3, 0));
    }

    @Test
    void aJobMayGoBackOnceAtLeast() {
        assertThat(new OnRegression(Action.RESTORE, 1).limit()).isEqualTo(1);
        assertThatThrownBy(() -> new OnRegression(Action.RESTORE, 0))
                .hasMessage("onRegression limit is 0, expected at least 1");
    }

    @Test
    void whatRecordsSayOfRestoresIsWhatTheStateHad() {
        // Given
        Restore restore = new Restore(
                "checkpoint/gate",
                "abc",
                20,
                50,
                71,
                480,
                List.of(new OffsetSpan("batches", 0, 30, 71)),
                List.of(new OffsetSpan("input", 2, 5, 9)));

        // When
        List<sharelora.schemas.Restore> records = Restores.records(List.of(restore));

        // Then
        assertThat(records.getFirst().getStateStep()).isEqualTo(20);
        assertThat(records.getFirst().getInputs().getFirst().getTo()).isEqualTo(9);
        assertThat(Restores.of(records)).containsExactly(restore);
    }
}
