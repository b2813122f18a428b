package sharelora.evaluator.planner;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.Codec;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalResult;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;

/**
 * Checkpoint → EvalTask.
 *
 * <p>A checkpoint first waits for its slice ({@link SliceFreezer}): with fewer than {@code minRecords} held out below it, for
 * the first of its job that has enough; a final checkpoint, and a drain, end the waiting with what there is, and the
 * result says n. Then it waits for its turn ({@link EvalScheduler}). Step 0 is measured inside every task, so it is a candidate
 * only where it is final: then the job has learned nothing, its slice is empty, and its result says so.
 *
 * <p>Why a restart changes nothing: a checkpoint's offset is committed with whatever came of it in one transaction, so no
 * task is written twice. What waits is what was announced after the job's last planned checkpoint, and that, like step 0,
 * the probe and what has no result yet, is read back from the log ({@link PlanningHistory}). Slice and probe are durable blobs
 * before the tasks that name them are committed, and equal if they are made again.
 */
final class Planner implements Transform {

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final DeadLetters LETTERS = DeadLetters.of("planner");

    private final Function<String, Optional<Job>> jobs;
    private final PlanningHistory history;
    private final SliceFreezer freezer;
    private final EvalScheduler scheduler;
    private final StandingJobs standing;
    private final LongConsumer queued;
    private final Map<Position, Long> completed = new HashMap<>();

    /** Offset of the first checkpoint that is not history yet: a tick may come before it is accepted. */
    private long start = Long.MAX_VALUE;

    /** By job; empty: not recalled since the restart. */
    private Optional<Map<String, JobMemory>> memory = Optional.empty();

    /**
     * @param jobs by id, as they were submitted
     * @param standing jobs that cannot be planned for now
     * @param queued told how many checkpoints have their slice and wait for their turn; without those of standing jobs
     */
    Planner(
            Function<String, Optional<Job>> jobs,
            Sources sources,
            PlannerMetrics metrics,
            InstantSource clock,
            StandingJobs standing,
            LongConsumer queued) {
        this.jobs = jobs;
        this.history = sources.history();
        this.freezer = new SliceFreezer(sources.logs(), sources.blobs(), metrics);
        this.scheduler = new EvalScheduler(history, sources.probes(), metrics, clock);
        this.standing = standing;
        this.queued = queued;
    }

    @Override
    public void accept(Received record, Output output) {
        try {
            take(Codec.decode(Checkpoint.class, record.value()), record, output);
        } catch (UnreadableRecordException e) {
            output.send(LETTERS.letter(record, "unreadable", e.getMessage()));
        }
        completed.put(new Position(record.topic(), record.partition()), record.offset() + 1);
        tell();
    }

    private void take(Checkpoint checkpoint, Received record, Output output) {
        String id = checkpoint.getJobId();
        Optional<Job> job = jobs.apply(id);
        JobMemory known = recall(Math.min(start, record.offset())).computeIfAbsent(id, absent -> new JobMemory());
        known.announced(checkpoint);
        if (known.waiting().isEmpty()) {
            return; // step 0, and more to come
        }
        if (job.isEmpty()) {
            known.forgetWaiting();
            output.send(LETTERS.forJob(id).letter(record, "unknown-job", "there is no job " + id));
        } else if (job.get().getState() == JobState.DELETED) {
            known.forgetWaiting();
            LOG.info("not evaluated, its job is deleted job={} step={}", id, checkpoint.getStep());
        } else {
            advance(job.get(), known, record.place(), () -> plan(job.get(), known, output), output);
        }
    }

    private void plan(Job job, JobMemory known, Output output) {
        freezer.freeze(known.waiting(), job.getEvaluation());
        scheduler.take(job, known, output);
    }

    /** What one job's checkpoints, base or blobs do stops that job alone: it stands still and is tried again. */
    private void advance(Job job, JobMemory known, String place, Runnable step, Output output) {
        String id = job.getJobId();
        if (!standing.waits(id, job.getRetries())) {
            try {
                step.run();
                standing.forget(id);
                return;
            } catch (RuntimeException | AssertionError e) {
                standing.failed(id, job.getRetries(), place, e);
            }
        }
        scheduler.leaveOut(job, known, output);
    }

    private static String place(JobMemory known) {
        return "the checkpoint of step "
                + known.waiting().getFirst().checkpoint().getStep();
    }

    @Override
    public void tick(long nowMillis, Output output) {
        Map<String, JobMemory> known = recall(start);
        history.results(result -> answered(known, result));
        known.forEach((id, each) -> {
            if (!each.waiting().isEmpty()) {
                runningJob(id)
                        .ifPresentOrElse(
                                job -> advance(job, each, place(each), () -> plan(job, each, output), output),
                                () -> standing.forget(id));
            }
        });
        tell();
    }

    /** A drain does not wait for turns: who drains this stage alone would wait for other processes. */
    @Override
    public void flush(Output output) {
        recall(start)
                .forEach((id, known) -> runningJob(id)
                        .filter(job -> !known.waiting().isEmpty())
                        .ifPresent(
                                job -> advance(job, known, place(known), () -> planAll(job, known, output), output)));
        tell();
    }

    private void planAll(Job job, JobMemory known, Output output) {
        freezer.freezeAll(known.waiting(), job.getEvaluation());
        scheduler.takeAll(job, known, output);
    }

    private Optional<Job> runningJob(String id) {
        return jobs.apply(id).filter(job -> job.getState() != JobState.DELETED);
    }

    @Override
    public Map<Position, Long> completed() {
        return completed;
    }

    @Override
    public void resume(Map<Position, Long> next, Map<Position, String> notes) {
        start = next.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public void restart() {
        start = Long.MAX_VALUE;
        memory = Optional.empty();
        history.forget();
        freezer.restart();
        standing.clear();
        completed.clear();
        queued.accept(0);
    }

    private Map<String, JobMemory> recall(long offset) {
        if (memory.isEmpty()) {
            Map<String, JobMemory> recalled = history.before(offset);
            history.results(result -> answered(recalled, result));
            memory = Optional.of(recalled);
        }
        return memory.get();
    }

    private static void answered(Map<String, JobMemory> known, EvalResult result) {
        JobMemory job = known.get(result.getJobId());
        if (job != null) {
            job.answered(result);
        }
    }

    private void tell() {
        queued.accept(memory.stream()
                .flatMap(jobsKnown -> jobsKnown.entrySet().stream())
                .filter(job -> !standing.has(job.getKey()))
                .flatMap(job -> job.getValue().waiting().stream())
                .filter(waiting -> waiting.slice().isPresent())
                .count());
    }
}
