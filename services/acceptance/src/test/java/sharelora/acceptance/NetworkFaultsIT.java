package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.NetworkFaults;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkFaultsIT {

    @Test
    void everythingGoesOnByItselfWhenTheNetworkIsWellAgain() {
        Proving.holds(new NetworkFaults());
    }

    @Test
    void wouldBeNoticedIfABatchWereSentAgainAfterAReset() {
        Proving.fails(new NetworkFaults(Again::lastBatch), new Scale(1, 80), "examples: ");
    }
}
