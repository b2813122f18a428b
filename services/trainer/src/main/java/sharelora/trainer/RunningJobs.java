package sharelora.trainer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sharelora.models.learning.JobSettings;
import sharelora.platform.failure.FatalException;
import sharelora.platform.failure.FencedException;
import sharelora.platform.health.Check;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.IdleClock;
import sharelora.platform.kafka.Membership;
import sharelora.platform.standing.StandingJobs;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;

/**
 * Keeps one loop running for every RUNNING job that is assigned to this process, and none for any other job.
 * Thread-safe.
 *
 * <p>A process that was started for one job ends with that job. A process with several jobs keeps training the others
 * when one job cannot go on. The failed job's check is then not ready; the job is tried again after a back-off, at once
 * when its record changes, or by another process. An error of the virtual machine ends the process.
 *
 * <p>A process that gives a job away ends its loop first, with a last snapshot, so that the next process need not fence
 * it. A process that was fenced all the same is not ready for a while and then ends. It does not restart at once, since
 * two processes that do would fence each other for ever.
 */
final class RunningJobs implements Membership.Duty, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJobs.class);

    private final TrainerConfig config;
    private final Assignment assignment;
    private final TrainerContext context;
    private final Standby standby;
    private final Catalog catalog;
    private final Check ready;
    private final Promise<Void> ended;
    private final IdleClock nothingWanted = new IdleClock();
    private final Map<String, RunningJob> running = new TreeMap<>();
    private final FailedJobs failed;

    /** Jobs that are finished or whose settings are refused: they are not started again unless their record changes. */
    private final Map<String, Job> over = new TreeMap<>();

    private boolean stopped;

    /**
     * Takes the jobs from the catalog; starts none before {@link #reconcile}.
     *
     * @param ended fails when the loop of the only job cannot go on, and completes when that job is finished
     */
    RunningJobs(TrainerConfig config, TrainerContext context, Catalog catalog, Promise<Void> ended) {
        this.config = config;
        this.assignment = Assignment.of(config.job());
        this.context = context;
        this.standby = new Standby(context.bases());
        this.catalog = catalog;
        this.ready = context.platform().health().ready("trainer");
        this.ended = ended;
        this.failed = new FailedJobs(context.platform().metrics());
    }

    /** Starts the loops that are missing and stops those whose job was paused, deleted or changed. Call it after every change. */
    synchronized void reconcile() {
        if (stopped) {
            return;
        }
        forgetFailedUnlessUnchanged();
        running.values().forEach(each -> each.stopUnlessAsWanted(catalog.job(each.id())));
        for (Job job : wanted()) {
            Optional<Stream> stream = catalog.stream(job.getStream());
            if (stream.isPresent() && !running.containsKey(job.getJobId()) && !job.equals(over.get(job.getJobId()))) {
                start(job, stream.get());
            }
        }
        assignment.lacking(catalog).ifPresentOrElse(ready::down, ready::up);
        if (!running.isEmpty() || assignment.isAwaited()) {
            nothingWanted.busy();
        } else {
            nothingWanted.idle();
            standby.prepare(catalog.jobs());
        }
    }

    /** Like {@link #reconcile}, for callers that handle no error: refused settings of the only job end the stage. */
    void follow() {
        try {
            reconcile();
        } catch (RuntimeException e) {
            LOG.error("cannot train what was asked for cause={}", e.getMessage());
            ended.tryFail(e);
        }
    }

    @Override
    public void changed(Set<Integer> partitions) {
        assignment.give(partitions);
        follow();
    }

    @Override
    public void handOver(Set<Integer> kept) {
        assignment.give(kept);
        end(others());
    }

    @Override
    public void lost(Set<Integer> kept) {
        assignment.give(kept);
        others().forEach(TrainerLoop::abandon);
    }

    synchronized List<JobProgress> figures() {
        return running.values().stream().map(each -> each.loop().figures()).toList();
    }

    /** How long no job has had anything to learn. A job that cannot go on counts only when it is the only one. */
    synchronized Duration idle() {
        return running.values().stream()
                .filter(each -> assignment.isFixed() || !each.loop().ended().isComplete())
                .map(each -> each.loop().idle())
                .min(Duration::compareTo)
                .orElseGet(nothingWanted::time);
    }

    /** Has every job learn all that is in its log now and flag the end. Fails if the only job was never submitted. */
    synchronized Future<Void> drain() {
        Optional<String> unknown = assignment.unknown(catalog);
        if (unknown.isPresent()) {
            return Future.failedFuture(
                    new FatalException("job " + unknown.get() + " is not known: expected it to be submitted"));
        }
        return Future.all(running.values().stream()
                        .map(each -> each.loop().drain())
                        .toList())
                .mapEmpty();
    }

    /** Ends every loop with a last snapshot. Returns after eight seconds at the latest. */
    @Override
    public void close() {
        List<TrainerLoop> loops;
        synchronized (this) {
            stopped = true;
            loops = running.values().stream().map(RunningJob::loop).toList();
        }
        end(loops);
    }

    private void end(List<TrainerLoop> loops) {
        try {
            TrainerLoop.end(loops);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the loops that are not awaited any more end as in a crash
        }
    }

    private synchronized List<TrainerLoop> others() {
        return running.values().stream()
                .filter(each -> !assignment.includes(each.id(), catalog))
                .map(RunningJob::loop)
                .toList();
    }

    private List<Job> wanted() {
        return catalog.jobs().stream()
                .filter(job -> job.getState() == JobState.RUNNING && assignment.includes(job.getJobId(), catalog))
                .toList();
    }

    private void start(Job job, Stream stream) {
        String id = job.getJobId();
        JobSettings settings;
        try {
            settings = JobSettings.of(job);
        } catch (RuntimeException | AssertionError e) {
            if (assignment.isFixed()) {
                throw e;
            }
            failed.refused(id, e);
            over.put(id, job);
            context.platform().health().ready("trainer " + id).down(StandingJobs.words(e));
            return;
        }
        TrainerLoop loop = TrainerLoop.start(settings, stream.getLabels(), context);
        running.put(id, new RunningJob(job, loop));
        loop.ended().onComplete(end -> {
            if (loop.finished()) {
                finished(job);
            } else {
                gone(id, loop, end.cause());
            }
        });
    }

    /** The job has nothing more to learn: it is not started again, and a process for this job alone ends. */
    private void finished(Job job) {
        synchronized (this) {
            forget(job.getJobId());
            over.put(job.getJobId(), job);
        }
        follow();
        if (assignment.isFixed()) {
            ended.tryComplete();
        }
    }

    private void cannotGoOn(String jobId, TrainerLoop loop, Throwable cause) {
        if (assignment.isFixed() || cause instanceof VirtualMachineError) {
            ended.tryFail(cause);
            return;
        }
        synchronized (this) {
            later(failed.failed(jobId, loop.figures().step(), cause), () -> tryAgain(jobId, loop));
        }
    }

    private static void later(Duration wait, Runnable then) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                .execute(then);
    }

    private void tryAgain(String jobId, TrainerLoop before) {
        synchronized (this) {
            RunningJob now = running.get(jobId);
            if (stopped || now == null || now.loop() != before) {
                return; // its record changed meanwhile, or it is another process's
            }
            remove(jobId);
            failed.tried(jobId);
        }
        follow();
    }

    private void forgetFailedUnlessUnchanged() {
        List.copyOf(running.values()).stream()
                .filter(RunningJob::failed)
                .map(RunningJob::job)
                .filter(this::isNoLongerWanted)
                .forEach(job -> forget(job.getJobId()));
        List.copyOf(over.values()).stream().filter(this::isNoLongerWanted).forEach(job -> forget(job.getJobId()));
    }

    private boolean isNoLongerWanted(Job job) {
        return !assignment.includes(job.getJobId(), catalog)
                || !catalog.job(job.getJobId()).equals(Optional.of(job));
    }

    private void gone(String jobId, TrainerLoop loop, Throwable cause) {
        if (cause == null || (cause instanceof FencedException && !assignment.includes(jobId, catalog))) {
            forget(jobId);
            follow();
        } else if (cause instanceof FencedException) {
            long seconds = config.fencedWait().toSeconds();
            LOG.warn("taken over by another process job={} notReadySeconds={}", jobId, seconds);
            later(config.fencedWait(), () -> endUnlessGivenAway(jobId, cause));
        } else {
            cannotGoOn(jobId, loop, cause);
        }
    }

    private void endUnlessGivenAway(String jobId, Throwable fenced) {
        if (assignment.includes(jobId, catalog)) {
            ended.tryFail(fenced);
        } else {
            forget(jobId);
            follow();
        }
    }

    private synchronized void forget(String jobId) {
        remove(jobId);
        failed.forget(jobId);
    }

    private void remove(String jobId) {
        over.remove(jobId);
        RunningJob gone = running.remove(jobId);
        if (gone != null) {
            gone.loop().forget();
        }
        context.platform().health().forget("trainer " + jobId);
    }
}
