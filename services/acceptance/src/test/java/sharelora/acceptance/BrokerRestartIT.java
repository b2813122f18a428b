package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.BrokerRestart;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerRestartIT {

    @Test
    void everythingGoesOnByItselfWhenTheBrokerIsBack() {
        Proving.holds(new BrokerRestart());
    }

    @Test
    void wouldBeNoticedIfABatchWereSentAgainAfterTheOutage() {
        Proving.fails(new BrokerRestart(Again::lastBatch), new Scale(1, 80), "examples: ");
    }
}
