package sharelora.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StopTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Stop stop = new Stop();

    @Test
    void endsThePauseThatIsBegunAfterItWasWokenAndNoOther() {
        // Given
        stop.wake();

        // When
        stop.pause(FOR_EVER);

        // Then: the next one waits for its time, or for a wake of its own
        stop.pause(Duration.ofMillis(1));
        assertThat(stop.requested()).isFalse();
    }

    @Test
    void endsThePauseThatSomebodyIsIn() throws InterruptedException {
        // Given
        Thread pausing = Thread.ofPlatform().daemon().start(() -> stop.pause(FOR_EVER));

        // When
        stop.wake();

        // Then
        pausing.join();
        assertThat(stop.requested()).isFalse();
    }

    @Test
    void endsEveryPauseOnceTheEndIsRequested() {
        // When
        stop.request();

        // Then
        stop.pause(FOR_EVER);
        stop.pause(FOR_EVER);
        assertThat(stop.requested()).isTrue();
    }
}
