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

/** Keeps one loop running for every stream that a RUNNING job learns from, and none for any other stream. Thread-safe. */
final class RunningStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);

    private final Optional<String> only;
    private final Platform platform;
    private final Catalog catalog;
    private final BaseTokenizers bases;
    private final Consumer<Throwable> failed;
    private final Check ready;
    private final IdleClock nothingWanted = new IdleClock();
    private final Map<String, StreamLoop> running = new TreeMap<>();
    private boolean stopped;

    /**
     * Takes the streams from the catalog; starts none before {@link #reconcile}.
     *
     * @param only name of the only stream; empty if every stream of a RUNNING job is tokenized
     * @param failed receives the cause when a loop cannot go on
     */
    RunningStreams(Optional<String> only, Platform platform, Catalog catalog, Consumer<Throwable> failed) {
        this.only = only;
        this.platform = platform;
        this.catalog = catalog;
        this.bases = new BaseTokenizers(platform.blobs());
        this.failed = failed;
        this.ready = platform.health().ready(StageDeclarations.TOKENIZER.word());
    }

    /**
     * Starts the loops that are missing, ends those that are not wanted any more, and passes appended labels on. Call it
     * after every change.
     *
     * @throws FatalException if a wanted stream cannot be tokenized with its settings
     */
    synchronized void reconcile() {
        if (stopped) {
            return;
        }
        Map<String, Stream> wanted = wanted();
        List<String> unwanted = running.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .toList();
        for (String name : unwanted) {
            running.remove(name).close();
            LOG.info("stopped stream={}", name);
        }
        wanted.forEach(this::startOrFollow);
        sayWhetherReady();
        if (running.isEmpty()) {
            nothingWanted.idle();
        } else {
            nothingWanted.busy();
        }
    }

    synchronized List<StreamCounts> counts() {
        return running.values().stream().map(StreamLoop::counts).toList();
    }

    /** How long no stream has had anything to tokenize. */
    synchronized Duration idle() {
        return running.values().stream()
                .map(StreamLoop::idle)
                .min(Duration::compareTo)
                .orElseGet(nothingWanted::time);
    }

    /** Tokenizes all that is in the logs now and closes the open units. Fails if the only stream was never submitted. */
    synchronized Future<Void> drain() {
        if (only.isPresent() && catalog.stream(only.get()).isEmpty()) {
            return Future.failedFuture(
                    new FatalException("stream " + only.get() + " is not known: expected it to be submitted"));
        }
        return Future.all(running.values().stream().map(StreamLoop::drain).toList())
                .mapEmpty();
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

    private void startOrFollow(String name, Stream stream) {
        StreamLoop loop = running.get(name);
        if (loop != null) {
            loop.follow(stream);
            return;
        }
        StreamLoop started = StreamLoop.start(stream, bases.open(stream), platform);
        running.put(name, started);
        started.ended().onFailure(failed::accept);
        LOG.info(
                "started stream={} base={} labels={}",
                name,
                stream.getBase(),
                stream.getLabels().size());
    }

    private void sayWhetherReady() {
        if (only.isPresent() && !running.containsKey(only.get())) {
            ready.down("stream " + only.get() + " has no running job");
        } else {
            ready.up();
        }
    }
}
