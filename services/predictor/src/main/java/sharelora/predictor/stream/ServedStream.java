package sharelora.predictor.stream;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import sharelora.platform.failure.TransientException;
import sharelora.platform.host.Platform;
import sharelora.platform.kafka.LoopConfig;
import sharelora.platform.kafka.TransformLoop;
import sharelora.predictor.compute.Answered;
import sharelora.predictor.compute.ComputeThread;
import sharelora.predictor.compute.EncodedQuery;
import sharelora.predictor.compute.QueryTokenizer;
import sharelora.predictor.compute.ServedAdapter;
import sharelora.predictor.compute.ServedCheckpoint;
import sharelora.predictor.compute.ServedJob;
import sharelora.schemas.Groups;
import sharelora.schemas.PredictionMode;
import sharelora.schemas.Stream;
import sharelora.schemas.Topics;

/** One stream: its tokenizer, its jobs with what answers for them, and the loop that reads its queries. */
public final class ServedStream {

    private final Stream stream;
    private final Platform platform;
    private final QueryTokenizer tokenizer;
    private final ComputeThread compute;
    private final StreamMetrics metrics;
    private final Map<Role, ServedJob> jobs = new ConcurrentSkipListMap<>();

    /** What each job was told to serve last; the compute thread comes to it in its turn. Its owner's thread alone. */
    private final Map<Role, ServedCheckpoint> told = new ConcurrentSkipListMap<>();

    private Optional<TransformLoop> loop = Optional.empty();

    /** Something of a job that predicts: what answers for it, or what is only watched. */
    record Role(String job, PredictionMode mode) implements Comparable<Role> {

        @Override
        public int compareTo(Role other) {
            int byJob = job.compareTo(other.job);
            return byJob == 0 ? mode.compareTo(other.mode) : byJob;
        }

        boolean answers() {
            return mode == PredictionMode.SERVED;
        }
    }

    /** Without a job, and not reading yet. Owns the tokenizer. */
    ServedStream(
            Stream stream, QueryTokenizer tokenizer, ComputeThread compute, Platform platform, StreamMetrics metrics) {
        this.stream = stream;
        this.platform = platform;
        this.tokenizer = tokenizer;
        this.compute = compute;
        this.metrics = metrics;
    }

    /** What the stream was submitted as, when it was first served here. */
    public Stream settings() {
        return stream;
    }

    /** The queries' tokenizer. */
    public QueryTokenizer tokenizer() {
        return tokenizer;
    }

    /** The job with what answers for it; empty where it is none that is served here. */
    public Optional<ServedJob> job(String id) {
        return Optional.ofNullable(jobs.get(new Role(id, PredictionMode.SERVED)));
    }

    /** The checkpoint that was told to predict last. */
    Optional<ServedCheckpoint> told(Role role) {
        return Optional.ofNullable(told.get(role));
    }

    /** Has the job among those that answer, though nothing answers for it yet. */
    void knows(String job) {
        if (add(new Role(job, PredictionMode.SERVED))) {
            metrics.swapped(stream.getName(), job, Optional.empty(), Optional.empty());
        }
    }

    private boolean add(Role role) {
        return jobs.putIfAbsent(role, new ServedJob(role.job(), role.mode())) == null;
    }

    /** Has that adapter predict from the next batch on, or none. */
    void serves(Role role, Optional<ServedAdapter> adapter) {
        Optional<ServedCheckpoint> now = adapter.map(ServedAdapter::checkpoint);
        add(role);
        compute.swap(jobs.get(role), adapter);
        if (role.answers()) {
            metrics.swapped(stream.getName(), role.job(), told(role), now);
        }
        now.ifPresentOrElse(each -> told.put(role, each), () -> told.remove(role));
    }

    /** Only these jobs answer from now on. @return those that do not any more */
    Set<String> keeps(Collection<String> ids) {
        List<Role> gone =
                jobs.keySet().stream().filter(role -> !ids.contains(role.job())).toList();
        gone.forEach(this::drop);
        return gone.stream().map(Role::job).collect(Collectors.toCollection(TreeSet::new));
    }

    private void drop(Role role) {
        ServedJob dropped = jobs.remove(role);
        if (role.answers()) {
            metrics.forget(stream.getName(), role.job(), told(role));
        }
        told.remove(role);
        compute.swap(dropped, Optional.empty());
    }

    /** Reads the stream's queries from now on. */
    void read(int mostTokens) {
        if (loop.isPresent()) {
            return;
        }
        QueryTransform transform =
                new QueryTransform(stream, tokenizer, jobs::values, this::answers, mostTokens, metrics);
        LoopConfig reading = LoopConfig.of(
                        check(),
                        Groups.predictors(stream.getName()),
                        List.of(Topics.queries(stream.getName()).name()))
                .with(QueryTransform.letters(stream.getName()));
        loop = Optional.of(
                TransformLoop.start(reading, platform.kafka(), platform.metrics(), platform.health(), transform));
    }

    boolean reads() {
        return loop.isPresent();
    }

    private List<Answered> answers(List<ServedJob> asked, List<EncodedQuery> queries) {
        try {
            return compute.ask(asked, queries).stream()
                    .map(CompletableFuture::join)
                    .toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TransientException transientFailure
                    ? transientFailure
                    : new TransientException(
                            "the jobs of stream " + stream.getName() + " cannot be asked: " + e.getCause(), e);
        }
    }

    /** Not that of a job, which may have the stream's name. */
    private String check() {
        return "predictor of " + stream.getName();
    }

    /** Why the loop cannot go on; empty while it does. */
    Optional<Throwable> failure() {
        return loop.map(TransformLoop::ended).filter(Future::failed).map(Future::cause);
    }

    Duration idle() {
        return loop.map(TransformLoop::idle).orElse(Duration.ZERO);
    }

    Future<Void> drain() {
        return loop.map(TransformLoop::drain).orElse(Future.succeededFuture());
    }

    /** Ends the loop, which takes eight seconds at most, then what answers. */
    void close() {
        loop.ifPresent(TransformLoop::close);
        platform.health().forget(check());
        keeps(List.of());
        tokenizer.close();
    }
}
