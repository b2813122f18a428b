package sharelora.tokenizer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.health.Check;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.stage.StageDeclarations;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;
import sharelora.text.TextTokenizer;

/**
 * Keeps one loop running for every stream that a RUNNING job learns from, and none for any other stream. Thread-safe.
 *
 * <p>A stream that cannot run stands still while the others go on. It is tried again with back-off, and at once when its
 * record changes.
 */
final class RunningStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);

    private final Optional<String> only;
    private final Platform platform;
    private final Catalog catalog;
    private final BaseTokenizers bases;
    private final Consumer<Throwable> failed;
    private final Check ready;
    private final Consumer<Duration> again;
    private final StandingStreams standing;
    private final IdleClock nothingRuns = new IdleClock();
    private final Map<String, StreamLoop> running = new TreeMap<>();
    private final ReentrantLock turn = new ReentrantLock();
    private boolean stopped;

    /**
     * Takes the streams from the catalog; starts none before {@link #reconcile}.
     *
     * @param only name of the only stream; empty if every stream of a RUNNING job is tokenized
     * @param bases opens a stream's tokenizer
     * @param again is asked to call {@link #reconcile} after that time, from a thread of its own
     * @param failed receives the cause when the process cannot go on
     */
    RunningStreams(
            Optional<String> only,
            Platform platform,
            Catalog catalog,
            BaseTokenizers bases,
            Consumer<Duration> again,
            Consumer<Throwable> failed) {
        this.only = only;
        this.platform = platform;
        this.catalog = catalog;
        this.bases = bases;
        this.again = again;
        this.standing = new StandingStreams(platform, again);
        this.failed = failed;
        this.ready = platform.health().ready(StageDeclarations.TOKENIZER.word());
    }

    /**
     * Starts the loops that are missing, ends those that are not wanted any more, and passes on what was appended. Call it
     * after every change.
     */
    void reconcile() {
        turn.lock();
        try {
            // A base is fetched without the monitor: meanwhile the others are asked how they do, and closed.
            List<Stream> missing = follow();
            missing.forEach(this::start);
            told();
        } finally {
            turn.unlock();
        }
    }

    synchronized List<StreamCounts> counts() {
        return running.values().stream().map(StreamLoop::counts).toList();
    }

    /** How long no stream has had anything that can be tokenized; zero while one waits for what comes back by itself. */
    synchronized Duration idle() {
        if (standing.passes()) {
            return Duration.ZERO;
        }
        return running.values().stream()
                .map(StreamLoop::idle)
                .min(Duration::compareTo)
                .orElseGet(nothingRuns::time);
    }

    /**
     * Tokenizes all that is in the logs now and closes the open units. Fails with the reason where a stream stands still,
     * once the others are done, and if the only stream was never submitted.
     */
    synchronized Future<Void> drain() {
        if (only.isPresent() && catalog.stream(only.get()).isEmpty()) {
            return Future.failedFuture(
                    new FatalException("stream " + only.get() + " is not known: expected it to be submitted"));
        }
        List<Future<Void>> drains = new ArrayList<>();
        running.values().forEach(loop -> drains.add(loop.drain()));
        standing.reason().ifPresent(reason -> drains.add(Future.failedFuture(new FatalException(reason))));
        return Future.join(drains).mapEmpty();
    }

    /** Ends all loops at the same time. Returns after eight seconds at the latest. */
    @Override
    public void close() {
        Collection<StreamLoop> loops;
        synchronized (this) {
            stopped = true;
            loops = List.copyOf(running.values());
            running.clear();
        }
        List<Thread> closing = new ArrayList<>();
        for (StreamLoop loop : loops) {
            closing.add(Thread.ofPlatform().name("tokenizer-stop").start(loop::close));
        }
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // who waits no longer finds the loops as a crash would leave them
        }
    }

    private Map<String, Stream> wanted() {
        Set<String> learnedFrom = catalog.jobs().stream()
                .filter(job -> job.getState() == JobState.RUNNING)
                .map(Job::getStream)
                .collect(Collectors.toSet());
        Map<String, Stream> wanted = new TreeMap<>();
        for (Stream stream : catalog.streams()) {
            if (learnedFrom.contains(stream.getName())
                    && only.map(stream.getName()::equals).orElse(true)) {
                wanted.put(stream.getName(), stream);
            }
        }
        return wanted;
    }

    /** Ends and follows; the streams that are to be started. */
    private synchronized List<Stream> follow() {
        if (stopped) {
            return List.of();
        }
        Map<String, Stream> wanted = wanted();
        Set<String> unwanted = new TreeSet<>(running.keySet());
        unwanted.addAll(standing.names());
        unwanted.removeAll(wanted.keySet());
        unwanted.forEach(this::end);
        List.copyOf(running.values()).forEach(loop -> follow(loop, wanted.get(loop.name())));
        List<Stream> missing = wanted.values().stream()
                .filter(stream -> !running.containsKey(stream.getName()) && standing.mayTry(stream))
                .toList();
        if (!missing.stream().allMatch(stream -> standing.names().contains(stream.getName()))) {
            nothingRuns.busy();
        }
        return missing;
    }

    private void end(String name) {
        StreamLoop loop = running.remove(name);
        if (loop != null) {
            loop.close();
        }
        standing.forget(name);
        LOG.info("stopped stream={}", name);
    }

    private void follow(StreamLoop loop, Stream now) {
        try {
            if (loop.ended().failed()) {
                standStill(now, loop.ended().cause());
            } else {
                loop.follow(now);
            }
        } catch (RuntimeException e) {
            standStill(now, e);
        }
    }

    /** The boundary: what one stream cannot do is that stream's alone. */
    private void start(Stream stream) {
        try {
            TextTokenizer text = bases.open(stream);
            started(stream, text);
        } catch (RuntimeException | Error e) {
            if (Standstill.endsTheProcess(e)) {
                throw e;
            }
            standStill(stream, e);
        }
    }

    private synchronized void started(Stream stream, TextTokenizer text) {
        if (stopped) {
            text.close();
            return;
        }
        StreamLoop started = StreamLoop.start(stream, standing.ran(stream.getName()), text, bases, platform);
        running.put(stream.getName(), started);
        standing.runs(stream.getName());
        started.ended().onFailure(this::ended);
        LOG.info(
                "started stream={} base={} labels={}",
                stream.getName(),
                stream.getBase(),
                stream.getLabels().size());
    }

    private synchronized void standStill(Stream asked, Throwable cause) {
        StreamLoop loop = running.remove(asked.getName());
        if (loop != null) {
            loop.close();
        }
        if (!stopped) {
            standing.standsStill(asked, Optional.ofNullable(loop).map(StreamLoop::stream), cause);
        }
    }

    /** On the loop's thread, which whoever holds the lock may wait for. */
    private void ended(Throwable cause) {
        if (Standstill.endsTheProcess(cause)) {
            failed.accept(cause);
        } else {
            again.accept(Duration.ZERO);
        }
    }

    private synchronized void told() {
        if (stopped) {
            return;
        }
        if (only.isPresent()
                && !running.containsKey(only.get())
                && standing.reason().isEmpty()) {
            ready.down("stream " + only.get() + " has no running job");
        } else {
            ready.up();
        }
        if (running.isEmpty()) {
            nothingRuns.idle();
        } else {
            nothingRuns.busy();
        }
    }
}
