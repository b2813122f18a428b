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

/** What a job's thread is told, and what it lets others know. What is not said otherwise is for that thread alone. */
final class LoopControl {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerLoop.class);

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

    /** Ends the thread after the step it is at and a last snapshot; from any thread. */
    void stop() {
        stop.request();
    }

    /** Ends the thread after the step it is at, as a crash would: what is not committed is not; from any thread. */
    void abandon() {
        abandoned = true;
        stop.request();
    }

    /** How the step that the thread is at can be given up, once it learns; nothing to give up before. */
    void learns(Runnable discard) {
        discardStep = discard;
    }

    /** Ends the step that the thread is at, as if it had not begun; from any thread, after a stop. */
    void discardStep() {
        discardStep.run();
    }

    boolean stopping() {
        return stop.requested();
    }

    boolean abandoned() {
        return abandoned;
    }

    /** Asks for all that is in the log now to be learned and flagged as the end; from any thread. */
    Future<Void> drain() {
        Promise<Void> drained = Promise.promise();
        drains.add(drained);
        return drained.future();
    }

    /** How many drains wait. One that is asked for later waits for a later end of the log. */
    int drains() {
        return drains.size();
    }

    void drained(int waiting) {
        for (int i = 0; i < waiting; i++) {
            drains.remove().tryComplete();
        }
    }

    /** For how long there was nothing to learn; from any thread. */
    Duration idleTime() {
        return idle.time();
    }

    void busy() {
        idle.busy();
    }

    void idle() {
        idle.idle();
    }

    /** It has its model and its position, and what it tries works. */
    void works() {
        backoff.worked();
        ready.up();
    }

    /** Something has to be tried again: says so, and waits. */
    void retries(TransientException cause) {
        Duration wait = backoff.failed();
        LOG.warn("retrying job={} waitMs={} cause={}", jobId, wait.toMillis(), cause.getMessage());
        ready.down("retrying: " + cause.getMessage());
        idle.busy();
        stop.pause(wait);
    }

    /** The thread has ended; nobody is left waiting. */
    void over(String reason, Throwable cause) {
        ready.down(reason);
        idle.busy();
        failDrains(cause);
    }

    /** Whoever waits for a drain hears why there is none. */
    void failDrains(Throwable cause) {
        for (Promise<Void> drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.tryFail(
                    cause != null ? cause : new IllegalStateException("job " + jobId + " was stopped before its end"));
        }
    }
}
