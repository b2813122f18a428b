package sharelora.evaluator.planner;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.engine.ops.Arithmetic;
import sharelora.evaluator.planner.EvalRequest.Beside;
import sharelora.evaluator.planner.EvalRequest.SliceName;
import sharelora.evaluator.task.TaskEvaluation;
import sharelora.models.base.ArithmeticRecords;
import sharelora.platform.kafka.Output;
import sharelora.platform.records.Outgoing;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.EvalTask;
import sharelora.schemas.EvaluationSettings;
import sharelora.schemas.Job;
import sharelora.schemas.Topics;

/**
 * Who is asked when. At most {@value #MOST} checkpoints of a job are asked and without their results at any time: a share
 * group knows no order, so what must not be overtaken is not in it yet. With a gate it is one: each is measured beside
 * the one that was promoted before it.
 */
final class EvalScheduler {

    /** The suite that is the stream's own held-out records. */
    static final String HOLDOUT = "holdout";

    private static final Logger LOG = LoggerFactory.getLogger(EvalScheduler.class);
    private static final int MOST = 2;

    private final PlanningHistory history;
    private final Probes probes;
    private final PlannerMetrics metrics;
    private final InstantSource clock;

    EvalScheduler(PlanningHistory history, Probes probes, PlannerMetrics metrics, InstantSource clock) {
        this.history = history;
        this.probes = probes;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Asks those whose turn it is. */
    void take(Job job, JobMemory known, Output output) {
        take(job, known, job.getGate() == null ? MOST : 1, output);
        if (job.getEvaluation().getSupersede()) {
            for (Checkpoint old : known.supersede()) {
                supersede(job, old, "a newer checkpoint was there before its turn", output);
            }
        }
        for (Checkpoint old : known.giveUp(Math.max(1, job.getKeep().getCheckpoints()))) {
            supersede(job, old, "fewer than " + job.getEvaluation().getMinRecords() + " records were held out", output);
        }
        metrics.waiting().set(known.waiting().size(), job.getJobId());
    }

    /** Of a job that stands still as many wait as it keeps checkpoints; older ones could not be measured later either. */
    void leaveOut(Job job, JobMemory known, Output output) {
        for (Checkpoint old : known.keepNewest(Math.max(1, job.getKeep().getCheckpoints()))) {
            supersede(job, old, "its job stood still in the planner, and newer checkpoints came", output);
        }
        metrics.waiting().set(known.waiting().size(), job.getJobId());
    }

    /** Asks all that have a slice. */
    void takeAll(Job job, JobMemory known, Output output) {
        take(job, known, Integer.MAX_VALUE, output);
        metrics.waiting().set(known.waiting().size(), job.getJobId());
    }

    private void take(Job job, JobMemory known, int most, Output output) {
        if (known.open() >= most || known.next().isEmpty()) {
            return;
        }
        Optional<String> promoted = history.promoted(job.getJobId());
        for (var next = known.next(); next.isPresent() && known.open() < most; next = known.next()) {
            ask(next.get(), job, known, promoted, output);
        }
    }

    private void ask(PendingCheckpoint next, Job job, JobMemory known, Optional<String> promoted, Output output) {
        Checkpoint candidate = next.checkpoint();
        FrozenSlice slice = next.slice().orElseThrow();
        EvaluationSettings settings = job.getEvaluation();
        Arithmetic arithmetic = ArithmeticRecords.evaluation(job);
        Optional<String> probe = slice.records() > 0 && TaskEvaluation.of(job).hasLinearProbe()
                ? probes.probe(known.probeSha256(), slice.owner(), slice.classes(), arithmetic)
                : Optional.empty();
        Beside beside = new Beside(known.stepZeroId(), probe, promoted);
        Instant now = clock.instant();
        for (SliceName suite : suites(slice, job)) {
            EvalRequest asked = new EvalRequest(
                    suite,
                    settings.getShardRecords(),
                    beside,
                    Optional.ofNullable(settings.getBeamSearch()),
                    arithmetic,
                    now,
                    Duration.ofMillis(settings.getDeadlineMs()));
            List<EvalTask> tasks = asked.tasks(candidate);
            for (EvalTask task : tasks) {
                output.send(Outgoing.of(Topics.EVAL_TASKS, task.getTaskId(), task));
                known.asked(task);
            }
            metrics.tasks().add(tasks.size());
            LOG.info(
                    "planned evaluation job={} step={} suite={} records={} tasks={} slice={}",
                    candidate.getJobId(),
                    candidate.getStep(),
                    suite.suite(),
                    suite.records(),
                    tasks.size(),
                    suite.sha256());
        }
    }

    /** The stream's own, then the named ones as the job lists them. */
    private static List<SliceName> suites(FrozenSlice slice, Job job) {
        List<SliceName> suites = new ArrayList<>();
        suites.add(new SliceName(HOLDOUT, slice.sha256(), slice.records()));
        job.getSuites()
                .forEach(suite -> suites.add(new SliceName(suite.getName(), suite.getSha256(), suite.getRecords())));
        return suites;
    }

    /** Never silently: whoever counts results finds one for every checkpoint. */
    private void supersede(Job job, Checkpoint old, String reason, Output output) {
        output.send(Outgoing.of(
                Topics.EVAL_RESULTS,
                old.getJobId(),
                SupersededResult.result(old, job.getEvaluation().getPrecision(), reason, clock.instant())));
        LOG.info("not evaluated job={} step={} cause={}", old.getJobId(), old.getStep(), reason);
    }
}
