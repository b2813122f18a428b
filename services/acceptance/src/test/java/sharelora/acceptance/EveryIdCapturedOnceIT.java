package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.EveryIdCapturedOnce;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.site.TopicHistory;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryIdCapturedOnceIT {

    @Test
    void everyIdIsCapturedOnceWhateverDiesBetweenItsCommitAndItsAnswer() {
        Proving.holds(new EveryIdCapturedOnce());
    }

    @Test
    void wouldBeNoticedIfWhatIsNotCommittedCountedToo() {
        Proving.fails(
                new EveryIdCapturedOnce(
                        installation -> new TopicHistory(topic -> Uncommitted.all(installation, topic))),
                new Scale(0, 0),
                "queries: ");
    }
}
