package sharelora.predictor.capture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.failure.TransientException;
import sharelora.platform.kafka.ExclusiveProducer;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.platform.kafka.Stop;
import sharelora.predictor.stream.PredictionRecords;
import sharelora.schemas.Groups;
import sharelora.schemas.Stream;

/**
 * Writes what is captured of one stream. Of all processes only the one that holds the stream's lock can commit; whoever takes
 * it first reads what the others have captured, so that no id is captured twice. What waits meanwhile is written together.
 */
final class CaptureThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureThread.class);
    private static final long LOOK_MS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Most queries that are written together, where no request has more. */
    static final int MOST_QUERIES = 256;

    /** Most requests that wait to be written; one more is refused. */
    static final int MOST_WAITING = 1_024;

    private static final long SHORTEST_PAUSE_MS = 20;
    private static final long LONGEST_PAUSE_MS = 640;

    private final String stream;
    private final KafkaSettings kafka;
    private final CaptureMetrics metrics;
    private final PredictionRecords records;
    private final CapturedIds ids = new CapturedIds();
    private final LinkedBlockingQueue<Capture> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Stop stop = new Stop();
    private final Thread thread;

    /** Held from the first capture on, until another process takes it or something fails. The thread's own. */
    private Optional<ExclusiveProducer> lock = Optional.empty();

    /** What others have captured. The thread's own. */
    private Optional<CapturedLog> others = Optional.empty();

    CaptureThread(Stream stream, KafkaSettings kafka, CaptureMetrics metrics) {
        this.stream = stream.getName();
        this.kafka = kafka;
        this.metrics = metrics;
        this.records = new PredictionRecords(stream);
        this.thread = Thread.ofPlatform()
                .name("predictor-capture-" + stream.getName())
                .daemon()
                .start(this::run);
    }

    /** What this process knows to be remembered under these ids. */
    CapturedIds ids() {
        return ids;
    }

    /** Hands a capture over; it fails at once where too many wait. */
    void write(Capture capture) {
        if (!queue.offer(capture)) {
            fail(List.of(capture), new TransientException(MOST_WAITING + " requests wait to be captured already"));
        }
        if (stop.requested()) {
            failAll();
        }
    }

    private void run() {
        try {
            while (!stop.requested()) {
                Capture first = queue.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    write(gathered(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop.request();
            release();
            failAll();
        }
    }

    private List<Capture> gathered(Capture first) {
        List<Capture> together = new ArrayList<>(List.of(first));
        int queries = first.queries().size();
        for (Capture next = queue.peek();
                next != null && queries + next.queries().size() <= MOST_QUERIES;
                next = queue.peek()) {
            together.add(queue.remove());
            queries += next.queries().size();
        }
        return together;
    }

    /** Until it is written, or was not; others may take the lock as often as they like. */
    private void write(List<Capture> captures) {
        long pause = SHORTEST_PAUSE_MS;
        while (true) {
            try {
                attempt(captures);
                return;
            } catch (FencedException e) {
                unlock();
                metrics.lost(stream);
                // At random, so that two who take it from each other come to an end.
                stop.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause)));
                pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
            } catch (RuntimeException e) {
                release();
                fail(captures, e);
                return;
            }
            if (stop.requested()) {
                fail(captures, new TransientException("the predictor has stopped"));
                return;
            }
        }
    }

    private void attempt(List<Capture> captures) {
        if (lock.isEmpty()) {
            lock = Optional.of(ExclusiveProducer.open(kafka, Groups.captures(stream)));
            others = others.or(() -> Optional.of(CapturedLog.open(kafka, stream)));
            others.get().read(ids, stop::requested);
        }
        CapturePlan plan = new CapturePlan(ids, records, System.currentTimeMillis());
        captures.stream().filter(each -> !each.written().isDone()).forEach(plan::take);
        if (!plan.isEmpty()) {
            lock.get().commit(plan.queries(), plan::predictions);
            plan.done().forEach(prediction -> metrics.captured(stream, prediction.getJobId()));
        }
    }

    private void fail(List<Capture> captures, RuntimeException cause) {
        RuntimeException told = cause;
        if (cause instanceof TransientException || cause instanceof FatalException) {
            LOG.warn("not captured stream={} requests={} cause={}", stream, captures.size(), cause.getMessage());
            told = new TransientException(
                    "not captured for certain, ask again with the same id: " + cause.getMessage(), cause);
        }
        for (Capture capture : captures) {
            capture.written().completeExceptionally(told);
        }
    }

    private void failAll() {
        List<Capture> left = new ArrayList<>();
        queue.drainTo(left);
        fail(left, new TransientException("the predictor has stopped"));
    }

    private void unlock() {
        lock.ifPresent(ExclusiveProducer::close);
        lock = Optional.empty();
    }

    private void release() {
        unlock();
        others.ifPresent(CapturedLog::close);
        others = Optional.empty();
    }

    /** Ends after what is being written; what waits fails. */
    @Override
    public void close() {
        stop.end(thread, PATIENCE);
    }

    /** So that several end at the same time. */
    void stop() {
        stop.request();
    }
}
