package sharelora.platform.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;

class StandingJobsTest {

    private final FatalException damaged = new FatalException("base tiny is damaged");

    private final AtomicLong now = new AtomicLong();
    private final Health health = new Health();
    private final Metrics metrics = Metrics.create();
    private final StandingJobs jobs = new StandingJobs("planner", health, metrics, now::get);

    @Test
    void tellsWhyAJobStandsStillUntilItGoesOn() {
        jobs.failed("a", 0, "public.checkpoints-0@7", damaged);

        assertThat(health.ready().checks()).singleElement().satisfies(check -> {
            assertThat(check.name()).isEqualTo("planner a");
            assertThat(check.reason()).isEqualTo("public.checkpoints-0@7: base tiny is damaged");
        });
        assertThat(metrics.exposition()).contains("sharelora_jobs_standing_still{job=\"a\",stage=\"planner\"} 1.0");
        assertThat(jobs.has("a")).isTrue();

        jobs.forget("a");

        assertThat(health.ready().up()).isTrue();
        assertThat(metrics.exposition()).doesNotContain("job=\"a\"");
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureAndFiveMinutesAtMost() {
        Duration waited = Duration.ZERO;
        for (int failure = 0; failure < 20; failure++) {
            jobs.failed("a", 0, "here", damaged);
            waited = untilTheNextTry(0);
        }

        assertThat(waited).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void waitsFifteenSecondsAtMostWhereTheCauseComesBackByItself() {
        Duration waited = Duration.ZERO;
        for (int failure = 0; failure < 20; failure++) {
            jobs.failed("a", 0, "here", new TransientException("the store does not answer"));
            waited = untilTheNextTry(0);
        }

        assertThat(waited).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void knowsWhetherTheLastCausePassesByItself() {
        jobs.failed("a", 0, "here", new TransientException("the store does not answer"));
        jobs.failed("b", 0, "here", new TransientException("the store does not answer"));
        jobs.failed("b", 0, "here", damaged);

        assertThat(jobs.isTransient("a")).isTrue();
        assertThat(jobs.isTransient("b")).isFalse();
        assertThat(jobs.isTransient("c")).isFalse();
    }

    @Test
    void isTriedAtOnceWithABackOffThatBeginsAnewWhereARetryIsAskedFor() {
        for (int failure = 0; failure < 20; failure++) {
            jobs.failed("a", 0, "here", damaged);
        }
        assertThat(jobs.waits("a", 0)).isTrue();

        boolean waits = jobs.waits("a", 1);

        assertThat(waits).isFalse();
        jobs.failed("a", 1, "here", damaged);
        assertThat(untilTheNextTry(1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void hasOneJobWaitAndNoOther() {
        jobs.failed("a", 0, "here", damaged);

        assertThat(jobs.waits("b", 0)).isFalse();
    }

    private Duration untilTheNextTry(int retries) {
        long began = now.get();
        while (jobs.waits("a", retries)) {
            now.addAndGet(Duration.ofMillis(100).toNanos());
        }
        return Duration.ofNanos(now.get() - began);
    }
}
