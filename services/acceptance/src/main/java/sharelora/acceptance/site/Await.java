package sharelora.acceptance.site;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions that other processes bring about. */
public final class Await {

    static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Await() {}

    /**
     * Returns when the condition holds.
     *
     * @param what the condition in words, for the message
     * @throws IllegalStateException if the condition does not hold within four minutes
     */
    public static void until(String what, BooleanSupplier so) {
        until(what, Installation.PATIENCE, so);
    }

    /** Returns when the condition holds; throws {@link IllegalStateException} if it does not in the given time. */
    public static void until(String what, Duration patience, BooleanSupplier so) {
        long end = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + patience.toSeconds() + " s in vain: " + what);
            }
            pause(LOOK_EVERY);
        }
    }

    /** Lets time pass, because the moment of a fault is part of the fault. */
    public static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
