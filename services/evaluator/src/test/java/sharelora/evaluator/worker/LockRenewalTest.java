package sharelora.evaluator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockRenewalTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    private final AtomicInteger renewals = new AtomicInteger();

    @Test
    void renewsAgainAndAgainWhileTheWorkSaysNothing() {
        // When
        try (LockRenewal renewal = LockRenewal.start(OFTEN, renewals::incrementAndGet)) {

            // Then
            await().until(() -> renewals.get() >= 3);
            assertThatCode(renewal::check).doesNotThrowAnyException();
            assertThat(renewal.lost()).isFalse();
        }
    }

    @Test
    void tellsTheWorkThatTheLockIsLostAndAsksNoMore() {
        // Given
        LockRenewal renewal = LockRenewal.start(OFTEN, () -> {
            renewals.incrementAndGet();
            throw new IllegalStateException("lock lost");
        });

        // When
        try (renewal) {
            await().until(renewal::lost);
        }

        // Then
        assertThatThrownBy(renewal::check).hasMessage("lock lost");
        assertThat(renewals).hasValue(1);
    }

    @Test
    void renewsNoMoreOnceItIsClosed() {
        // Given
        LockRenewal renewal = LockRenewal.start(OFTEN, renewals::incrementAndGet);
        await().until(() -> renewals.get() > 0);

        // When
        renewal.close();

        // Then
        int before = renewals.get();
        await().during(Duration.ofMillis(100)).until(() -> renewals.get() == before);
    }
}
