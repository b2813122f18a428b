package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.guarantee.SwapsNeverMix;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SwapsNeverMixIT {

    @Test
    void everyPredictionIsBitForBitThatOfTheAdapterItNames() {
        Proving.holds(new SwapsNeverMix());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfAPredictionNamedTheNewestAdapterWhileAnOlderOneAnswered() {
        Proving.fails(new SwapsNeverMix((prediction, checkpoints) -> checkpoints.getLast()), new Scale(0, 0), "bits: ");
    }
}
