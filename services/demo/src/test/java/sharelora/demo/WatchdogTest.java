package sharelora.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE); // the clock may wrap
    private final Watchdog watchdog = new Watchdog(nanoTime::get);

    @Test
    void waitsForAsLongAsSomethingMoves() {
        // When / Then
        assertThatCode(() -> {
                    for (int i = 0; i < 10; i++) {
                        watchdog.look(List.of("step", i), "the end");
                        passes(59);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void namesWhatIsMissingWhereNothingHasMovedForAMinute() {
        // Given
        watchdog.look(List.of("step", 3), "the end");
        passes(60);
        watchdog.look(List.of("step", 3), "the end");
        passes(1);

        // When / Then
        assertThatThrownBy(() -> watchdog.look(List.of("step", 3), "the trainer to finish"))
                .isInstanceOf(Watchdog.StalledException.class)
                .hasMessage("no progress for 60 s; missing: the trainer to finish");
    }

    private void passes(int seconds) {
        nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
