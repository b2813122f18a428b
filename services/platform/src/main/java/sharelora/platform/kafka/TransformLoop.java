package sharelora.platform.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import sharelora.platform.health.Check;
import sharelora.platform.health.Health;
import sharelora.platform.metrics.Metrics;

/**
 * Runs a {@link Transform}: reads topics as a member of a group, and commits what the transform makes together with the
 * offsets of what it took, in one transaction.
 *
 * <p>Guarantee: to readers of committed records, every input record is in the output exactly once, whatever is killed,
 * paused, added or taken away, and in the order of its partition. One thread does all of it, so a slow transform slows
 * the reading and memory stays bounded: one poll of records and 8 MiB of output. A transaction holds at most 50 units or
 * half a second of work, and whole units only.
 *
 * <p>Failure: when the broker is unreachable, a commit is refused, or the transform throws a
 * {@link sharelora.platform.failure.TransientException}, nothing is committed; the loop is not ready, waits (0.1 s to 15
 * s), and takes everything again from the committed offsets. Any other exception of the transform ends it.
 *
 * <p>Futures complete on the loop's thread: hop to your own context before you touch your own state.
 */
public final class TransformLoop implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    private final Stop stop = new Stop();
    private final Promise<Void> ended = Promise.promise();
    private final LoopThread work;
    private final Thread thread;
    private final Check live;

    private TransformLoop(LoopConfig config, KafkaSettings kafka, Metrics metrics, Health health, Transform transform) {
        this.live = health.live(config.name());
        LoopMetrics loopMetrics = LoopMetrics.of(config.name(), metrics);
        this.work = new LoopThread(config, kafka, transform, stop, health.ready(config.name()), loopMetrics);
        this.thread = Thread.ofPlatform().name(config.name() + "-loop").daemon().unstarted(this::run);
    }

    /** Starts at once; the broker need not be there yet. */
    public static TransformLoop start(
            LoopConfig config, KafkaSettings kafka, Metrics metrics, Health health, Transform transform) {
        TransformLoop loop = new TransformLoop(config, kafka, metrics, health, transform);
        loop.thread.start();
        return loop;
    }

    /** Reads these topics from now on; a topic that is not there yet is read when it is. Returns at once. */
    public void topics(Collection<String> names) {
        work.topics(Set.copyOf(names));
    }

    /** For how long nothing was unread, accepted but not complete, or uncommitted; zero while something is. */
    public Duration idle() {
        return work.idle();
    }

    /**
     * Takes all that is in the log now, has the transform flush, commits. The loop goes on reading afterwards. Fails
     * where the loop ends before it gets there.
     */
    public Future<Void> drain() {
        return work.drain();
    }

    /** Ends the wait after a failure: the loop tries again at once. For whoever has removed the cause. */
    public void retry() {
        stop.wake();
    }

    /** Completes when the loop was closed; fails when it cannot go on. */
    public Future<Void> ended() {
        return ended.future();
    }

    /** Commits the units that are complete and leaves the group; at most eight seconds. Idempotent. */
    @Override
    public void close() {
        stop.request();
        work.wakeup();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            work.run();
            ended.tryComplete();
        } catch (Throwable e) {
            // The caller that waits for the end must learn of every exception, an Error too.
            live.down(String.valueOf(e.getMessage()));
            work.failed(e);
            ended.tryFail(e);
        }
    }
}
