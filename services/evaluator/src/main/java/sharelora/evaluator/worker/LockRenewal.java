package sharelora.evaluator.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a task's lock while the work on it takes time, from a thread of its own: no step of the work has to be short.
 */
final class LockRenewal implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("worker-renewal").daemon().factory());
    private final Runnable renew;
    private volatile RuntimeException failure;

    private LockRenewal(Runnable renew) {
        this.renew = renew;
    }

    /** @param renew throws where the lock may be lost; it is not called again then */
    static LockRenewal start(Duration every, Runnable renew) {
        LockRenewal renewal = new LockRenewal(renew);
        var _ = renewal.timer.scheduleWithFixedDelay(
                renewal::renew, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return renewal;
    }

    private void renew() {
        try {
            renew.run();
        } catch (RuntimeException e) {
            failure = e; // for the thread that works
            throw e;
        }
    }

    /** Throws what renewing threw: the lock is lost, and the work in vain. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    boolean lost() {
        return failure != null;
    }

    /** Renews no more; returns after a renewal that is under way. */
    @Override
    public void close() {
        timer.close();
    }
}
