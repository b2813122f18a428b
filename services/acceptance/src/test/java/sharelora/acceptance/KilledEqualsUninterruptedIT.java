package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.KilledEqualsUninterrupted;
import sharelora.acceptance.guarantee.Scale;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledEqualsUninterruptedIT {

    @Test
    void aTrainerThatIsKilledAgainAndAgainEndsLikeOneThatIsNot() {
        Proving.holds(new KilledEqualsUninterrupted());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfOffsetsWereCommittedApartFromTheState() {
        OffsetsApart weakness = new OffsetsApart(Proving.installation());
        Proving.fails(KilledEqualsUninterrupted.withOnlyKills(weakness::strike), new Scale(1, 400), "state: ");
    }
}
