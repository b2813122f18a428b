package sharelora.trainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Check;
import sharelora.platform.kafka.Backoff;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.kafka.Stop;

/**
 * Carries requests from other threads to a job's thread, and that thread's condition to the others. Only the job's thread
 * may call a method whose comment does not allow any thread.
 */
final class LoopControl {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

    private static final Duration STANDING = Duration.ofMillis(200);

    private final String jobId;
    private final Check ready;
    private final Stop stop = new Stop();
    private final IdleClock idle = new IdleClock();
    private final Backoff backoff = new Backoff();
    private final Queue<Promise<Void>> drains = new ConcurrentLinkedQueue<>();
    private volatile boolean abandoned;
    private volatile Runnable discardStep = () -> {};

    LoopControl(String jobId, Check ready) {
        this.jobId = jobId;
        this.ready = ready;
    }

    /** Asks the thread to end after its current step and a last snapshot. Any thread may call it. */
    void stop() {
        stop.request();
    }

    /** Asks the thread to end after its current step and to commit nothing more, as in a crash. Any thread may call it. */
    void abandon() {
        abandoned = true;
        stop.request();
    }

    /** Sets how the current step is discarded. Until it is set, {@link #discardStep} does nothing. */
    void learns(Runnable discard) {
        discardStep = discard;
    }

    /** Discards the current step as if it had not begun. Any thread may call it after a stop. */
    void discardStep() {
        discardStep.run();
    }

    boolean stopping() {
        return stop.requested();
    }

    boolean abandoned() {
        return abandoned;
    }

    /** Asks that the job learns all that is in the log now and flags the end. Any thread may call it. */
    Future<Void> drain() {
        Promise<Void> drained = Promise.promise();
        drains.add(drained);
        return drained.future();
    }

    /** The number of drains that wait. A drain that is asked for later waits for a later end of the log. */
    int drains() {
        return drains.size();
    }

    void drained(int waiting) {
        for (int i = 0; i < waiting; i++) {
            drains.remove().tryComplete();
        }
    }

    /** How long there has been nothing to learn. Any thread may call it. */
    Duration idleTime() {
        return idle.time();
    }

    void busy() {
        idle.busy();
    }

    void idle() {
        idle.idle();
    }

    /** Reports that the job has its model and its position and that its last attempt worked. */
    void works() {
        backoff.worked();
        ready.up();
    }

    /** Reports that an attempt failed and will be repeated, then waits for the back-off. */
    void retries(TransientException cause) {
        Duration wait = backoff.failed();
        LOG.warn("retrying job={} waitMs={} cause={}", jobId, wait.toMillis(), cause.getMessage());
        ready.down("retrying: " + cause.getMessage());
        idle.busy();
        stop.pause(wait);
    }

    /** Stands still for a moment. Nothing is asked of the log; drains are answered, as there is nothing to wait for. */
    void stands() {
        works();
        drained(drains());
        idle();
        stop.pause(STANDING);
    }

    /** Reports that the thread has ended, and fails every drain that still waits. */
    void over(String reason, Throwable cause) {
        ready.down(reason);
        idle.busy();
        failDrains(cause);
    }

    /** Fails every drain that still waits, with the cause why the loop ended. */
    void failDrains(Throwable cause) {
        for (Promise<Void> drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.tryFail(
                    cause != null ? cause : new IllegalStateException("job " + jobId + " was stopped before its end"));
        }
    }
}
