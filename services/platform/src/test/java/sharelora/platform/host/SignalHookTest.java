package sharelora.platform.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalHookTest {

    private final List<Integer> codes = new ArrayList<>();
    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

    @Test
    void exitsWithTheStagesCodeWhenItHasEnded() {
        // Given
        Runnable signal =
                SignalHook.onSignal(() -> stopped.complete(Exit.DONE), stopped, Duration.ofDays(1), codes::add);

        // When
        signal.run();

        // Then
        assertThat(codes).containsExactly(Exit.DONE);
    }

    @Test
    void leavesTheCodeToTheSignalWhenTheStageDoesNotEndInTime() {
        // Given
        Runnable signal = SignalHook.onSignal(() -> {}, stopped, Duration.ofMillis(1), codes::add);

        // When
        signal.run();

        // Then
        assertThat(codes).isEmpty();
    }
}
