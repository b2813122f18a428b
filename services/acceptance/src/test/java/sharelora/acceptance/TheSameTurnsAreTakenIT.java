package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.guarantee.TheSameTurnsAreTaken;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TheSameTurnsAreTakenIT {

    @Test
    void aJobThatIsKilledNoticesTheSameChangesAndHoldsTheSameBatchesBack() {
        Proving.holds(new TheSameTurnsAreTaken());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfWhatWasSeenOfTheBatchesWereForgottenAtADeath() {
        SightForgotten weakness = new SightForgotten(Proving.installation());
        Proving.fails(TheSameTurnsAreTaken.weakened(weakness::strike), new Scale(4, 1_600), "state: ");
    }
}
