package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.EveryQueryAnsweredOnce;
import sharelora.acceptance.guarantee.Scale;
import sharelora.acceptance.site.TopicHistory;

@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryQueryAnsweredOnceIT {

    @Test
    void everyQueryHasOnePredictionOfEachJobHoweverOftenThePredictorIsKilled() {
        Proving.holds(new EveryQueryAnsweredOnce());
    }

    @Test
    @Tag("long")
    void wouldBeNoticedIfWhatIsNotCommittedCountedToo() {
        Proving.fails(
                new EveryQueryAnsweredOnce(
                        installation -> new TopicHistory(topic -> Uncommitted.all(installation, topic))),
                new Scale(0, 0),
                "predictions: ");
    }
}
