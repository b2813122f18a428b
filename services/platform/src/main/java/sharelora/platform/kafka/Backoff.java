package sharelora.platform.kafka;

import java.time.Duration;

/** How long to wait before the next try: doubles with every failure in a row, up to a bound. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private Duration next = FIRST;

    /** The last try failed: how long to wait before the next. */
    public Duration failed() {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    /** Whether the last try that says anything was a failure. */
    public boolean failing() {
        return !next.equals(FIRST);
    }

    /** The last try worked: the next wait is short again. */
    public void worked() {
        next = FIRST;
    }
}
