package sharelora.evaluator.planner;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.evaluator.slice.HeldOutWindow;
import sharelora.evaluator.slice.Slice;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.Output;
import sharelora.platform.kafka.Position;
import sharelora.platform.kafka.Transform;
import sharelora.platform.records.Codec;
import sharelora.platform.records.DeadLetters;
import sharelora.platform.records.Outgoing;
import sharelora.platform.records.Received;
import sharelora.platform.records.UnreadableRecordException;
import sharelora.schemas.BlobNames;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Topics;

/**
 * Checkpoint → EvalTask.
 *
 * <p>A checkpoint is measured on its slice ({@link HeldOutWindow}). With fewer than {@code minRecords} in it the
 * checkpoint waits for the first of its job that has enough, and both are measured on that one's slice; a final
 * checkpoint, and a drain, end the waiting with what there is, and the result says n. At most as many wait as the job
 * keeps checkpoints. Step 0 is measured inside every task, so it is a candidate only where it is final: then the job has
 * learned nothing, its slice is empty, and its result says so.
 *
 * <p>Why a restart changes nothing: slices are read from the log by offset, not from a group's position, so they do not
 * depend on when they are read. A checkpoint's offset is committed with its tasks in one transaction, so no task is
 * written twice. What waits is what was announced after the job's last planned checkpoint, and that, like step 0 and the
 * probe, is read back from public.checkpoints and eval-tasks ({@link History}). Slice and probe are durable blobs before
 * the tasks that name them are committed, and equal if they are made again.
 */
final class Planner implements Transform {

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);
    private static final DeadLetters LETTERS = DeadLetters.of("planner");

    private final Function<String, Optional<Job>> jobs;
    private final Sources sources;
    private final PlannerFigures figures;
    private final InstantSource clock;
    private final Map<String, HeldOutWindow> windows = new HashMap<>();
    private final Map<Position, Long> completed = new HashMap<>();

    /** By job; empty: not recalled since the restart. */
    private Optional<Map<String, JobMemory>> memory = Optional.empty();

    /**
     * What the planner reads beside its input, and where it stores.
     *
     * @param history of this planner and those before it
     */
    record Sources(StreamLogs logs, BlobStore blobs, Probes probes, History history) {}

    /** @param jobs by id, as they were submitted */
    Planner(Function<String, Optional<Job>> jobs, Sources sources, PlannerFigures figures, InstantSource clock) {
        this.jobs = jobs;
        this.sources = sources;
        this.figures = figures;
        this.clock = clock;
    }

    @Override
    public void accept(Received record, Output output) {
        try {
            take(Codec.decode(Checkpoint.class, record.value()), record, output);
        } catch (UnreadableRecordException e) {
            output.send(LETTERS.letter(record, "unreadable", e.getMessage()));
        }
        completed.put(new Position(record.topic(), record.partition()), record.offset() + 1);
    }

    private void take(Checkpoint checkpoint, Received record, Output output) {
        String id = checkpoint.getJobId();
        Optional<Job> job = jobs.apply(id);
        JobMemory known = recall(record.offset()).computeIfAbsent(id, absent -> new JobMemory());
        known.announced(checkpoint);
        if (known.waiting().isEmpty()) {
            return; // step 0, and more to come
        }
        if (job.isEmpty()) {
            known.giveUp(0);
            output.send(LETTERS.forJob(id).letter(record, "unknown-job", "there is no job " + id));
        } else if (job.get().getState() == JobState.DELETED) {
            known.giveUp(0);
            LOG.info("not evaluated, its job is deleted job={} step={}", id, checkpoint.getStep());
        } else {
            evaluate(checkpoint, job.get(), known, output);
        }
    }

    private void evaluate(Checkpoint checkpoint, Job job, JobMemory known, Output output) {
        EvaluationSettings settings = job.getEvaluation();
        Slice slice = slice(checkpoint, settings);
        if (slice.records() >= settings.getMinRecords() || checkpoint.getFinal$()) {
            plan(slice, checkpoint, settings, known, output);
            return;
        }
        LOG.info(
                "waiting for more held-out records job={} step={} heldOut={} expected={}",
                checkpoint.getJobId(),
                checkpoint.getStep(),
                slice.records(),
                settings.getMinRecords());
        for (Checkpoint old : known.giveUp(Math.max(1, job.getKeep().getCheckpoints()))) {
            LOG.info("not evaluated, too few held-out records job={} step={}", old.getJobId(), old.getStep());
        }
        figures.waiting().set(known.waiting().size(), checkpoint.getJobId());
    }

    private Slice slice(Checkpoint checkpoint, EvaluationSettings settings) {
        Slice slice = windows.computeIfAbsent(
                        checkpoint.getJobId(),
                        job -> new HeldOutWindow(
                                sources.logs().evalBatches(checkpoint.getStream()), settings.getWindow()))
                .slice(checkpoint);
        figures.heldOut().set(slice.records(), checkpoint.getJobId());
        return slice;
    }

    /** Tasks for all that wait, on one slice. */
    private void plan(Slice slice, Checkpoint newest, EvaluationSettings settings, JobMemory known, Output output) {
        Optional<String> probe = slice.records() == 0
                ? Optional.empty()
                : sources.probes()
                        .probe(known.probeSha256(), newest, slice.labels().size());
        sources.blobs().put(BlobNames.suite(slice.sha256()), slice.bytes());
        Asked asked = new Asked(
                slice,
                settings.getShardRecords(),
                known.stepZeroId(),
                probe,
                clock.instant().plusMillis(settings.getDeadlineMs()));
        for (Checkpoint candidate : known.waiting()) {
            List<EvalTask> tasks = asked.tasks(candidate);
            tasks.forEach(task -> output.send(Outgoing.of(Topics.EVAL_TASKS, task.getTaskId(), task)));
            figures.tasks().add(tasks.size());
            known.planned(candidate.getCheckpointId(), candidate.getStep(), probe);
            LOG.info(
                    "planned evaluation job={} step={} records={} tasks={} suite={}",
                    candidate.getJobId(),
                    candidate.getStep(),
                    slice.records(),
                    tasks.size(),
                    slice.sha256());
        }
        figures.waiting().set(0, newest.getJobId());
    }

    @Override
    public void flush(Output output) {
        recall(Long.MAX_VALUE).forEach((id, known) -> {
            List<Checkpoint> waiting = known.waiting();
            Optional<Job> job = jobs.apply(id).filter(each -> each.getState() != JobState.DELETED);
            if (!waiting.isEmpty() && job.isPresent()) {
                EvaluationSettings settings = job.get().getEvaluation();
                plan(slice(waiting.getLast(), settings), waiting.getLast(), settings, known, output);
            }
        });
    }

    @Override
    public Map<Position, Long> completed() {
        return completed;
    }

    /** Windows go too: they were made for checkpoints that may come again, and only look forward. */
    @Override
    public void restart() {
        memory = Optional.empty();
        windows.clear();
        completed.clear();
    }

    private Map<String, JobMemory> recall(long offset) {
        if (memory.isEmpty()) {
            memory = Optional.of(sources.history().before(offset));
        }
        return memory.get();
    }
}
