package sharelora.platform.kafka;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A request to end, and waits that end with it. Thread-safe. */
public final class Stop {

    private boolean requested;
    private boolean woken;

    public synchronized void request() {
        requested = true;
        notifyAll();
    }

    /**
     * Requests the end and waits for the thread that looks at this.
     *
     * @return whether it has ended in that time
     */
    public boolean end(Thread thread, Duration patience) {
        request();
        try {
            return thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public synchronized boolean requested() {
        return requested;
    }

    /** Ends the pause that somebody is in, or the next one, without a request to end. */
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }

    /** Waits for this long, or until the end is requested; an interrupt is such a request. */
    public synchronized void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); !requested && !woken && left > 0; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            woken = false;
        } catch (InterruptedException e) {
            request();
            Thread.currentThread().interrupt();
        }
    }
}
