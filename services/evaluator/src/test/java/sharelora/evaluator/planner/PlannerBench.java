package sharelora.evaluator.planner;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sharelora.evaluator.Streams;
import sharelora.evaluator.slice.BatchLog;
import sharelora.evaluator.slice.MemoryLog;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.Position;
import sharelora.platform.metrics.Metrics;
import sharelora.platform.records.Codec;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.EvalTask;
import sharelora.schemas.Job;
import sharelora.schemas.Topics;

/** A planner between logs in memory, committed after every record. */
final class PlannerBench {

    static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    final MemoryLog heldOut = new MemoryLog();
    final List<EvalTask> tasks = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final Metrics metrics = Metrics.create();
    final BlobStore blobs;
    private final List<Checkpoint> announced = new ArrayList<>();
    private Optional<Job> job = Optional.of(Streams.job());
    private Planner planner;

    PlannerBench(Path folder) {
        blobs = BlobStore.open(folder.toUri());
        restart();
    }

    /** Another planner takes over. */
    void restart() {
        planner = new Planner(
                id -> job,
                new Planner.Sources(logs(), blobs, PlannerBench::probe, this::history),
                PlannerFigures.of(metrics),
                () -> NOW);
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
    }

    /** Takes the newest checkpoint, loses what came of it, and takes it again. */
    void acceptAfterAnAbort(Checkpoint checkpoint) {
        announced.add(checkpoint);
        byte[] value = Codec.encode(checkpoint);
        planner.accept(new Received(Topics.CHECKPOINTS.name(), 0, announced.size() - 1, 0, null, value), aborted -> {});
        planner.restart();
        accept(value);
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
        } else {
            letters.add((DeadLetter) outgoing.value());
        }
    }

    private Map<String, JobMemory> history(long offset) {
        Map<String, JobMemory> jobs = new HashMap<>();
        for (int i = 0; i < Math.min(offset, announced.size()); i++) {
            jobs.computeIfAbsent(announced.get(i).getJobId(), id -> new JobMemory())
                    .announced(announced.get(i));
        }
        tasks.forEach(task -> jobs.computeIfAbsent(task.getJobId(), id -> new JobMemory())
                .planned(task.getCheckpointId(), task.getStep(), Optional.ofNullable(task.getProbeSha256())));
        return jobs;
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
    private static Optional<String> probe(Optional<String> before, Checkpoint checkpoint, int classes) {
        return before.or(() -> Optional.of("probe-of-step-" + checkpoint.getStep()));
    }
}
