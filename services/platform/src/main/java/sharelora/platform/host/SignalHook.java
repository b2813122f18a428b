package sharelora.platform.host;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks for the end when the JVM is told to stop, and holds the JVM until it has come, for ten seconds at most. */
final class SignalHook implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Thread hook;

    private SignalHook(Thread hook) {
        this.hook = hook;
    }

    static SignalHook install(Runnable ask, CompletableFuture<Void> stopped) {
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            ask.run();
            await(stopped);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new SignalHook(hook);
    }

    private static void await(CompletableFuture<Void> stopped) {
        try {
            stopped.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // time is up: the log is as good after a kill as after a clean end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
