package sharelora.platform.kafka;

import java.time.Duration;

/** Exponential back-off: waits 100 ms after the first failure and twice as long after each further one, at most 15 s. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private Duration next = FIRST;

    /** Records a failed try, and says how long to wait before the next. */
    public Duration failed() {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    /** Whether the last try that was recorded failed. */
    public boolean failing() {
        return !next.equals(FIRST);
    }

    /** Records a try that worked: the wait after the next failure is 100 ms again. */
    public void worked() {
        next = FIRST;
    }
}
