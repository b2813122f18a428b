package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.DiskFaults;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskFaultsIT {

    @Test
    void aFullDiskIsWaitedForAndADamagedStateIsComputedAgain() {
        Proving.holds(new DiskFaults());
    }

    @Test
    void wouldBeNoticedIfAnOlderStateWereTakenForTheNewest() {
        OffsetsApart weakness = new OffsetsApart(Proving.installation());
        Proving.fails(new DiskFaults(weakness::strike), new Scale(1, 400), "state of ");
    }
}
