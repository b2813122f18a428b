package sharelora.evaluator.planner;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.slice.BatchLog;
import sharelora.evaluator.slice.MemoryLog;
import sharelora.fixtures.EvaluatedStreams;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.failure.FatalException;
import sharelora.platform.health.Health;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalResult;
import sharelora.schemas.EvalStatus;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.Topics;

/**
 * A planner between logs in memory, committed after every record. What it asks is answered at once, unless workers are
 * busy.
 */
final class PlannerBench implements PlanningHistory {

    static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    final MemoryLog heldOut = new MemoryLog();
    final List<EvalTask> tasks = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final Metrics metrics = Metrics.create();
    final BlobStore blobs;
    final List<EvalResult> results = new ArrayList<>();
    private final List<Checkpoint> announced = new ArrayList<>();
    private int resultsRead;
    private boolean busy;
    private Optional<String> promoted = Optional.empty();
    private long queued;
    private Optional<Job> job = Optional.of(EvaluatedStreams.job());
    private Planner planner;

    /** Jobs whose base cannot be opened. */
    final Set<String> broken = new HashSet<>();

    final Health health = new Health();

    PlannerBench(Path folder) {
        blobs = BlobStore.open(folder.toUri());
        restart();
    }

    private Optional<String> probed(
            Optional<String> before, Checkpoint checkpoint, int classes, Arithmetic arithmetic) {
        if (broken.contains(checkpoint.getJobId())) {
            throw new FatalException("base tiny is not in the blob store");
        }
        return probe(before, checkpoint);
    }

    /** Another planner takes over. */
    void restart() {
        planner = new Planner(
                id -> job,
                new Sources(logs(), blobs, this::probed, this),
                PlannerMetrics.of(metrics),
                () -> NOW,
                new StandingJobs("planner", health, metrics),
                count -> queued = count);
        planner.restart();
    }

    void job(Optional<Job> other) {
        job = other;
    }

    /** The next checkpoint of the log. */
    void accept(Checkpoint checkpoint) {
        announced.add(checkpoint);
        accept(Codec.encode(checkpoint));
    }

    void accept(byte[] value) {
        planner.accept(
                new Received(Topics.CHECKPOINTS.name(), 0, announced.size() - 1, 0, null, value), this::committed);
        if (!busy) {
            answerAll();
        }
    }

    /** From now on nobody answers by themselves. */
    void workersAreBusy() {
        busy = true;
    }

    /** Everything that was asked gets its result, and whatever is asked then. */
    void answerAll() {
        for (int before = -1; before != tasks.size(); ) {
            before = tasks.size();
            List.copyOf(tasks).forEach(this::answer);
            tick();
        }
    }

    /** The checkpoint's results are published. */
    void answer(long step) {
        tasks.stream().filter(task -> task.getStep() == step).forEach(this::answer);
        tick();
    }

    private void answer(EvalTask task) {
        String id = task.getCheckpointId() + "/" + task.getSuiteSha256();
        if (results.stream().noneMatch(each -> each.getResultId().equals(id))) {
            results.add(EvalResult.newBuilder(
                            SupersededResult.result(announcedAs(task.getCheckpointId()), "float32", "", NOW))
                    .setResultId(id)
                    .setStatus(EvalStatus.COMPLETE)
                    .setSuiteSha256(task.getSuiteSha256())
                    .build());
        }
    }

    private Checkpoint announcedAs(String checkpointId) {
        return announced.stream()
                .filter(each -> each.getCheckpointId().equals(checkpointId))
                .findFirst()
                .orElseThrow();
    }

    void tick() {
        planner.tick(NOW.toEpochMilli(), this::committed);
    }

    void promote(String checkpointId) {
        promoted = Optional.of(checkpointId);
    }

    /** Checkpoints with a slice that wait for their turn. */
    long queued() {
        return queued;
    }

    /** Takes the newest checkpoint, loses what came of it, and takes it again. */
    void acceptAfterAnAbort(Checkpoint checkpoint) {
        announced.add(checkpoint);
        byte[] value = Codec.encode(checkpoint);
        planner.accept(new Received(Topics.CHECKPOINTS.name(), 0, announced.size() - 1, 0, null, value), aborted -> {});
        planner.restart();
        accept(value);
    }

    /** Starts anew behind what was taken; the newest checkpoint is announced, and a tick comes before it is read. */
    void tickBeforeAccepting(Checkpoint checkpoint) {
        planner.restart();
        planner.resume(Map.of(new Position(Topics.CHECKPOINTS.name(), 0), (long) announced.size()), Map.of());
        announced.add(checkpoint);
        tick();
        accept(Codec.encode(checkpoint));
    }

    void flush() {
        planner.flush(this::committed);
    }

    Map<Position, Long> completed() {
        return planner.completed();
    }

    private void committed(Outgoing<?> outgoing) {
        if (outgoing.value() instanceof EvalTask task) {
            tasks.add(task);
        } else if (outgoing.value() instanceof EvalResult result) {
            results.add(result);
        } else {
            letters.add((DeadLetter) outgoing.value());
        }
    }

    @Override
    public Map<String, JobMemory> before(long offset) {
        Map<String, JobMemory> jobs = new HashMap<>();
        for (int i = 0; i < Math.min(offset, announced.size()); i++) {
            jobs.computeIfAbsent(announced.get(i).getJobId(), id -> new JobMemory())
                    .announced(announced.get(i));
        }
        tasks.forEach(task ->
                jobs.computeIfAbsent(task.getJobId(), id -> new JobMemory()).asked(task));
        return jobs;
    }

    @Override
    public void results(Consumer<EvalResult> use) {
        List<EvalResult> news = List.copyOf(results.subList(resultsRead, results.size()));
        resultsRead = results.size();
        news.forEach(use);
    }

    @Override
    public Optional<String> promoted(String jobId) {
        return promoted;
    }

    @Override
    public void forget() {
        resultsRead = 0;
    }

    private StreamLogs logs() {
        return new StreamLogs() {
            @Override
            public BatchLog evalBatches(String stream) {
                return heldOut;
            }

            @Override
            public BatchLog tokenBatches(String stream) {
                throw new UnsupportedOperationException("the probe's own");
            }
        };
    }

    /** Fitted at the first evaluation: its name says on what. */
    private static Optional<String> probe(Optional<String> before, Checkpoint checkpoint) {
        return before.or(() -> Optional.of("probe-of-step-" + checkpoint.getStep()));
    }
}
