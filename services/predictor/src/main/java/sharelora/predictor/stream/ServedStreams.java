package sharelora.predictor.stream;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.health.Check;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.standing.StandingJobs;
import sharelora.predictor.adapter.AdapterLoader;
import sharelora.predictor.adapter.FollowedAdapters;
import sharelora.predictor.compute.ComputeThread;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.Stream;

/**
 * Keeps every stream that has a job served, and each job's adapter the one that it asks for. What one stream or job cannot
 * do is its alone: it is tried again with back-off, and what answered before goes on answering.
 */
public final class ServedStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedStreams.class);
    private static final String STAGE = StageDeclarations.PREDICTOR.word();

    private final Optional<String> only;
    private final Platform platform;
    private final Sources sources;
    private final int mostTokens;
    private final StreamTokenizers tokenizers;
    private final StreamMetrics metrics;
    private final StandingJobs standing;
    private final Map<String, ServedCheckpoint> refused = new TreeMap<>();
    private final Map<String, ServedStream> running = new ConcurrentSkipListMap<>();
    private final IdleClock nothingRuns = new IdleClock();
    private final Check ready;
    private boolean stopped;

    /** What streams and jobs are served from. */
    public record Sources(Catalog catalog, FollowedAdapters adapters, AdapterLoader loader, ComputeThread compute) {}

    /**
     * Serves nothing before {@link #reconcile}.
     *
     * @param only name of the only stream; empty: every one that has a job
     * @param mostTokens of what is computed at once from a topic
     */
    public ServedStreams(Optional<String> only, Platform platform, Sources sources, int mostTokens) {
        this.only = only;
        this.platform = platform;
        this.sources = sources;
        this.mostTokens = mostTokens;
        this.tokenizers = new StreamTokenizers(platform.blobs());
        this.metrics = new StreamMetrics(platform.metrics());
        this.standing = new StandingJobs(STAGE, platform.health(), platform.metrics());
        this.ready = platform.health().ready(STAGE);
    }

    /** So that every name is known from the start. */
    public static void declare(Metrics metrics) {
        var _ = new StreamMetrics(metrics);
        StandingJobs.gauge(metrics);
    }

    /** The stream, where it is served here. From any thread. */
    public Optional<ServedStream> stream(String name) {
        return Optional.ofNullable(running.get(name));
    }

    /** Brings what is served to what is asked for. Call it after every change, and now and then for what is tried again. */
    public synchronized void reconcile() {
        if (stopped) {
            return;
        }
        Map<String, List<Job>> wanted = wanted();
        List.copyOf(running.keySet()).stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(this::end);
        wanted.forEach(this::serve);
        ready.up();
        if (running.isEmpty()) {
            nothingRuns.idle();
        } else {
            nothingRuns.busy();
        }
    }

    private Map<String, List<Job>> wanted() {
        return sources.catalog().jobs().stream()
                .filter(job -> job.getState() != JobState.DELETED)
                .filter(job -> only.map(job.getStream()::equals).orElse(true))
                .collect(Collectors.groupingBy(Job::getStream, TreeMap::new, Collectors.toList()));
    }

    private void serve(String name, List<Job> jobs) {
        Optional<Stream> asked = sources.catalog().stream(name);
        Optional<Throwable> failure = stream(name).flatMap(ServedStream::failure);
        if (failure.isPresent()) {
            end(name);
            standStill(name, jobs, failure.get());
            return;
        }
        if (asked.isEmpty() || (!running.containsKey(name) && jobs.stream().anyMatch(this::waits))) {
            return;
        }
        try {
            ServedStream served = running.get(name);
            if (served == null) {
                served = new ServedStream(
                        asked.get(), tokenizers.open(asked.get()), sources.compute(), platform, metrics);
                running.put(name, served);
            }
            follow(served, jobs);
        } catch (RuntimeException e) {
            if (e instanceof FencedException) {
                throw e;
            }
            standStill(name, jobs, e);
        }
    }

    private boolean waits(Job job) {
        return standing.waits(job.getJobId(), job.getRetries());
    }

    /** The queries are read once every job has what it is to serve, or can have it no more than a mending would change. */
    private void follow(ServedStream served, List<Job> jobs) {
        served.keeps(jobs.stream().map(Job::getJobId).toList()).forEach(this::forgetJob);
        boolean complete = true;
        for (Job job : jobs) {
            served.knows(job.getJobId());
            complete &= hasItsAdapter(
                    served, job, PredictionMode.SERVED, sources.adapters().of(job));
            // Nobody waits for one that is only watched.
            var _ = hasItsAdapter(
                    served, job, PredictionMode.SHADOW, sources.adapters().shadow(job));
        }
        if (complete && !served.reads()) {
            served.read(mostTokens);
            LOG.info("reading queries stream={} jobs={}", jobs.getFirst().getStream(), jobs.size());
        }
    }

    /**
     * Sees to it that the chosen checkpoint predicts in that role.
     *
     * @return false where the blob store did not answer, so that it may be had in a moment
     */
    private boolean hasItsAdapter(
            ServedStream served, Job job, PredictionMode mode, Optional<ServedCheckpoint> chosen) {
        ServedStream.Role role = new ServedStream.Role(job.getJobId(), mode);
        String id = standingAs(role);
        if (chosen.equals(served.told(role))) {
            forget(id);
            return true;
        }
        if (chosen.isEmpty()) {
            served.serves(role, Optional.empty());
            return true;
        }
        if (!chosen.get().equals(refused.get(id))) {
            forget(id); // another one has its first try at once
        }
        if (standing.waits(id, job.getRetries())) {
            return served.reads() || !standing.isTransient(id);
        }
        try {
            served.serves(role, Optional.of(sources.loader().load(job, chosen.get(), served.tokenizer())));
            LOG.info(
                    "serving stream={} job={} mode={} adapter={}",
                    job.getStream(),
                    job.getJobId(),
                    mode,
                    chosen.get().adapterName());
            forget(id);
            return true;
        } catch (RuntimeException e) {
            refused.put(id, chosen.get());
            standing.failed(id, job.getRetries(), "checkpoint " + chosen.get().adapterName(), e);
            return !standing.isTransient(id);
        }
    }

    private static String standingAs(ServedStream.Role role) {
        return role.answers() ? role.job() : role.job() + " shadow";
    }

    private void forget(String id) {
        refused.remove(id);
        standing.forget(id);
    }

    private void forgetJob(String job) {
        for (PredictionMode mode : PredictionMode.values()) {
            forget(standingAs(new ServedStream.Role(job, mode)));
        }
    }

    private void standStill(String name, List<Job> jobs, Throwable cause) {
        jobs.forEach(job -> standing.failed(job.getJobId(), job.getRetries(), "stream " + name, cause));
    }

    private void end(String name) {
        ServedStream ended = running.remove(name);
        sources.catalog().jobs().stream()
                .filter(job -> job.getStream().equals(name))
                .forEach(job -> forgetJob(job.getJobId()));
        ended.close();
        LOG.info("stopped stream={}", name);
    }

    /** For how long no stream has had a query to answer; zero while one waits for what comes back by itself. */
    public Duration idle() {
        return running.values().stream()
                .map(ServedStream::idle)
                .min(Duration::compareTo)
                .orElseGet(nothingRuns::time);
    }

    /** Answers all that is in the topics now. Fails where a stream cannot be read. */
    public synchronized Future<Void> drain() {
        if (only.isPresent() && sources.catalog().stream(only.get()).isEmpty()) {
            return Future.failedFuture(
                    new FatalException("stream " + only.get() + " is not known: expected it to be submitted"));
        }
        List<Future<Void>> drains = new ArrayList<>();
        running.values().forEach(stream -> drains.add(stream.drain()));
        return Future.join(drains).mapEmpty();
    }

    /** Ends all loops at the same time. Returns after eight seconds at the latest. */
    @Override
    public void close() {
        List<ServedStream> streams;
        synchronized (this) {
            stopped = true;
            streams = List.copyOf(running.values());
            running.clear();
            standing.clear();
        }
        List<Thread> closing = new ArrayList<>();
        streams.forEach(
                stream -> closing.add(Thread.ofPlatform().name("predictor-stop").start(stream::close)));
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
