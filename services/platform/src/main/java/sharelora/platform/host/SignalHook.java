package sharelora.platform.host;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Asks for the end when the JVM is told to stop (SIGTERM, SIGINT), and holds the JVM until it has come, for ten seconds
 * at most.
 *
 * <p>A JVM that a signal ends exits with the signal's code, which an orchestrator takes for a failure. So an end that has
 * come in time halts the JVM with the stage's own code; the other hooks have had as long as the stage took.
 */
final class SignalHook implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Thread hook;

    private SignalHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * Waits for signals until it is closed.
     *
     * @param ask called once, when a signal has come
     * @param stopped completed with the exit code, when all is closed
     */
    static SignalHook install(Runnable ask, CompletableFuture<Integer> stopped) {
        Thread hook = Thread.ofPlatform()
                .name("stop")
                .unstarted(onSignal(ask, stopped, PATIENCE, Runtime.getRuntime()::halt));
        Runtime.getRuntime().addShutdownHook(hook);
        return new SignalHook(hook);
    }

    /** What is done at a signal; an end that does not come in time leaves the JVM to exit with the signal's code. */
    static Runnable onSignal(Runnable ask, CompletableFuture<Integer> stopped, Duration patience, IntConsumer halt) {
        return () -> {
            ask.run();
            try {
                halt.accept(stopped.get(patience.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException | ExecutionException e) {
                return; // time is up: the log is as good after a kill as after a clean end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is going down, by this very hook perhaps
        }
    }
}
