package sharelora.demo;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices when nothing moves any more. */
final class Watchdog {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private Object last;
    private long since;

    Watchdog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /**
     * Looks at how things stand.
     *
     * @param standing anything that differs when something has moved
     * @param missing what is being waited for, for the message
     * @throws StalledException where it has been the same for 60 s
     */
    void look(Object standing, String missing) {
        if (!standing.equals(last)) {
            last = standing;
            since = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - since > PATIENCE.toNanos()) {
            throw new StalledException("no progress for " + PATIENCE.toSeconds() + " s; missing: " + missing);
        }
    }

    /** The demo waits for something that does not come. */
    static final class StalledException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StalledException(String message) {
            super(message);
        }
    }
}
