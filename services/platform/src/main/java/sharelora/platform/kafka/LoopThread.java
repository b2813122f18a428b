package sharelora.platform.kafka;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.health.Check;

/** The thread of a loop: it runs rounds, and reacts when one fails. */
final class LoopThread {

    private static final Logger LOG = LoggerFactory.getLogger(TransformLoop.class);

    private final LoopConfig config;
    private final KafkaSettings kafka;
    private final Transform transform;
    private final Stop stop;
    private final Check ready;
    private final LoopMetrics metrics;
    private final Backoff backoff = new Backoff();
    private final IdleClock idle = new IdleClock();
    private final Queue<Promise<Void>> drains = new ConcurrentLinkedQueue<>();

    private volatile Set<String> topics;
    private volatile LoopConsumer consumer;
    private volatile Throwable failure;

    LoopThread(
            LoopConfig config, KafkaSettings kafka, Transform transform, Stop stop, Check ready, LoopMetrics metrics) {
        this.config = config;
        this.kafka = kafka;
        this.transform = transform;
        this.stop = stop;
        this.ready = ready;
        this.metrics = metrics;
        this.topics = config.topics();
    }

    void topics(Set<String> names) {
        idle.busy();
        topics = names;
    }

    Duration idle() {
        return idle.time();
    }

    Future<Void> drain() {
        Promise<Void> drained = Promise.promise();
        drains.add(drained);
        if (failure != null || stop.requested()) {
            failDrains(failure);
        }
        return drained.future();
    }

    void wakeup() {
        LoopConsumer current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    void failed(Throwable e) {
        failure = e;
        ready.down(String.valueOf(e.getMessage()));
        failDrains(e);
    }

    private void failDrains(Throwable cause) {
        for (Promise<Void> drain = drains.poll(); drain != null; drain = drains.poll()) {
            drain.tryFail(new IllegalStateException(config.name() + " ended before it was drained", cause));
        }
    }

    void run() {
        LOG.info("started stage={} group={} instance={}", config.name(), config.group(), config.instance());
        try (LoopConsumer reading = LoopConsumer.open(kafka, config);
                LoopWriter writing = new LoopWriter(kafka, config.transactionalId())) {
            consumer = reading;
            LoopStatus status = new LoopStatus(metrics, idle, stop);
            LoopRound round = new LoopRound(transform, reading, writing, status, config.letters());
            while (!stop.requested()) {
                attempt(round, writing);
            }
            finish(round);
        } finally {
            consumer = null;
            ready.down("stopped");
            failDrains(null);
            LOG.info("stopped stage={}", config.name());
        }
    }

    private void attempt(LoopRound round, LoopWriter writing) {
        try {
            if (round.run(topics, drains)) {
                backoff.worked();
            }
            if (round.joined() && !backoff.failing()) {
                sayWhetherAllIsThere(round);
            }
        } catch (WakeupException e) {
            // close() or a new set of topics: the loop's condition looks at both.
            return;
        } catch (RecordTooLargeException | UnsupportedVersionException e) {
            throw new FatalException(config.name() + ": the broker refuses for good: " + e.getMessage(), e);
        } catch (TransientException | KafkaException e) {
            recover(round, writing, e);
        }
    }

    private void sayWhetherAllIsThere(LoopRound round) {
        Set<String> missing = round.missing();
        if (missing.isEmpty()) {
            ready.up();
        } else {
            ready.down("topic " + String.join(", ", missing) + " is not there: nothing is read from it until it is");
        }
    }

    private void recover(LoopRound round, LoopWriter writing, RuntimeException cause) {
        Duration wait = backoff.failed();
        String words = words(cause);
        LOG.warn("retrying stage={} waitMs={} cause={}", config.name(), wait.toMillis(), words);
        ready.down("retrying: " + words);
        idle.busy();
        metrics.retried();
        writing.replace();
        round.startOver();
        stop.pause(wait);
    }

    private String words(RuntimeException cause) {
        if (cause instanceof TransientException) {
            return cause.getMessage();
        }
        // A loop that has to stop has no time to ask brokers where they are.
        return stop.requested() ? cause.toString() : AdvertisedListeners.words(kafka, cause);
    }

    /** Tries to commit the last units; if that fails, the next member of the group takes their records again. */
    private void finish(LoopRound round) {
        try {
            round.commit();
        } catch (KafkaException | TransientException e) {
            LOG.warn("left uncommitted stage={} cause={}", config.name(), e.toString());
        }
    }
}
