package sharelora.platform.kafka;

import java.time.Duration;

/** Exponential back-off: waits a first time after the first failure and twice as long after each further one, up to a limit. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration PATIENT_FIRST = Duration.ofSeconds(1);
    private static final Duration PATIENT_LONGEST = Duration.ofMinutes(5);

    private final Duration first;
    private final Duration longest;
    private Duration next;

    /** Waits 100 ms at first and 15 s at most: for what comes back by itself. */
    public Backoff() {
        this(FIRST, LONGEST);
    }

    private Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Waits 1 s at first and five minutes at most: for what somebody has to mend. */
    public static Backoff patient() {
        return new Backoff(PATIENT_FIRST, PATIENT_LONGEST);
    }

    /** Records a failed try, and says how long to wait before the next. */
    public Duration failed() {
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return wait;
    }

    /** Whether the last try that was recorded failed. */
    public boolean failing() {
        return !next.equals(first);
    }

    /** Records a try that worked: the wait after the next failure is the first one again. */
    public void worked() {
        next = first;
    }
}
