package sharelora.acceptance;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sharelora.acceptance.guarantee.EvalResultsDoNotDependOnWorkers;
import sharelora.acceptance.guarantee.Scale;

@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvalResultsDoNotDependOnWorkersIT {

    @Test
    void resultsAreTheSameHoweverManyWorkersThereWereAndDied() {
        Proving.holds(new EvalResultsDoNotDependOnWorkers());
    }

    @Test
    void wouldBeNoticedIfTheSliceWereNotTheSame() {
        Proving.fails(
                new EvalResultsDoNotDependOnWorkers(job -> job.replace("window: 60", "window: 20")),
                new Scale(1, 400),
                "eval-results: ");
    }
}
