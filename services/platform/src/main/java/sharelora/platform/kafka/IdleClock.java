package sharelora.platform.kafka;

import java.time.Duration;

/** Measures for how long a loop has had nothing to do. Thread-safe. */
public final class IdleClock {

    private static final long BUSY = 0;

    private volatile long idleSince = BUSY;

    public void busy() {
        idleSince = BUSY;
    }

    public void idle() {
        if (idleSince == BUSY) {
            idleSince = System.nanoTime() | 1; // never BUSY
        }
    }

    public Duration time() {
        long since = idleSince;
        return since == BUSY ? Duration.ZERO : Duration.ofNanos(Math.max(1, System.nanoTime() - since));
    }
}
