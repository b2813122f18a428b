package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.PoisonDoesNotStopTheStream;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoisonDoesNotStopTheStreamIT {

    @Test
    void batchesWithoutAFiniteLossAreSkippedAndToldOfOnce() {
        Proving.holds(new PoisonDoesNotStopTheStream());
    }

    @Test
    void wouldBeNoticedIfDeadLettersWereSentApartFromTheState() {
        Proving.fails(
                new PoisonDoesNotStopTheStream(job -> Again.lastLetter(Proving.installation(), job)),
                new Scale(1, 160),
                "dead letters of ");
    }
}
