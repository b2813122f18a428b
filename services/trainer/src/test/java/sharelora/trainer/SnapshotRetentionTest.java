package sharelora.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sharelora.schemas.Keep;
import sharelora.schemas.KeptState;

class SnapshotRetentionTest {

    private static final Keep KEEP = new Keep(2, 1);

    @Test
    void listsTheNewestStatesAndStepZeroTheNewestAndOneOtherFlaggedOne() {
        List<KeptState> kept = List.of();

        for (long step = 0; step <= 70; step += 5) {
            kept = SnapshotRetention.next(kept, state(step, step % 20 == 0), KEEP, Optional.empty());
        }

        assertThat(kept).extracting(KeptState::getStep).containsExactly(70L, 65L, 60L, 40L, 0L);
    }

    @Test
    void keepsTheNewestStateEvenWhereNoneIsToBeKept() {
        List<KeptState> kept =
                SnapshotRetention.next(List.of(state(0, true)), state(7, false), new Keep(0, 0), Optional.empty());

        assertThat(kept).extracting(KeptState::getStep).containsExactly(7L, 0L);
    }

    @Test
    void keepsTheNewestFlaggedStateBesideThoseThatAreCounted() {
        List<KeptState> kept = List.of();

        for (long step = 0; step <= 9; step++) {
            kept = SnapshotRetention.next(kept, state(step, step % 3 == 0), new Keep(1, 0), Optional.empty());
        }

        assertThat(kept).extracting(KeptState::getStep).containsExactly(9L, 0L);
        assertThat(SnapshotRetention.next(kept, state(10, false), new Keep(1, 0), Optional.empty()))
                .extracting(KeptState::getStep)
                .containsExactly(10L, 9L, 0L);
    }

    @Test
    void replacesAStateThatIsFlaggedAfterwards() {
        List<KeptState> before = List.of(state(12, false), state(0, true));

        List<KeptState> kept = SnapshotRetention.next(before, state(12, true), KEEP, Optional.empty());

        assertThat(kept).containsExactly(state(12, true), state(0, true));
    }

    @Test
    void keepsThePromotedStateHoweverOldItIsAndCountsItAsAnyOther() {
        // Given
        List<KeptState> before = List.of(state(60, true), state(40, true), state(20, true), state(0, true));

        // When
        List<KeptState> kept = SnapshotRetention.next(before, state(65, false), new Keep(1, 1), Optional.of("hash-20"));
        List<KeptState> without =
                SnapshotRetention.next(before, state(65, false), new Keep(1, 1), Optional.of("hash-7"));

        // Then
        assertThat(kept).extracting(KeptState::getStep).containsExactly(65L, 60L, 40L, 20L, 0L);
        assertThat(without).extracting(KeptState::getStep).containsExactly(65L, 60L, 40L, 0L);
    }

    @Test
    void aStateThatACheckpointIsMadeOfStaysBesideAnotherOfItsStep() {
        // Given
        List<KeptState> before = List.of(state(12, true), state(0, true));
        KeptState again = new KeptState(12L, "other-hash", 100L, 24L, false, false);

        // When
        List<KeptState> kept = SnapshotRetention.next(before, again, KEEP, Optional.empty());

        // Then
        assertThat(kept).containsExactly(again, state(12, true), state(0, true));
    }

    private static KeptState state(long step, boolean checkpoint) {
        return new KeptState(step, "hash-" + step, 100L, step * 2, checkpoint, false);
    }
}
