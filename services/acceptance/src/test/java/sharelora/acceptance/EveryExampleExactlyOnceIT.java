package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.EveryExampleExactlyOnce;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.site.TopicHistory;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryExampleExactlyOnceIT {

    @Test
    void everyExampleHasOneFateHoweverOftenTokenizersAreKilled() {
        Proving.holds(new EveryExampleExactlyOnce());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfWhatIsNotCommittedCountedToo() {
        Proving.fails(
                new EveryExampleExactlyOnce(
                        installation -> new TopicHistory(topic -> Uncommitted.all(installation, topic))),
                new Scale(0, 0),
                "examples: ");
    }
}
