package sharelora.trainer;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import sharelora.platform.failure.FatalException;
import sharelora.platform.health.Check;
import sharelora.platform.kafka.Catalog;
import sharelora.platform.kafka.IdleClock;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Stream;

/** Keeps one loop running for every job that is wanted, and none for any other. Thread-safe. */
final class RunningJobs {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    private record Running(Job job, TrainerLoop loop) {}

    private final Optional<String> only;
    private final Workplace workplace;
    private final Catalog catalog;
    private final Check ready;
    private final Consumer<Throwable> failed;
    private final IdleClock nothingWanted = new IdleClock();
    private final Map<String, Running> running = new TreeMap<>();
    private boolean stopped;

    /**
     * Jobs of the catalog.
     *
     * @param only the one job; empty: all that are RUNNING
     * @param failed told why, where a loop cannot go on
     */
    RunningJobs(Optional<String> only, Workplace workplace, Catalog catalog, Consumer<Throwable> failed) {
        this.only = only;
        this.workplace = workplace;
        this.catalog = catalog;
        this.ready = workplace.platform().health().ready("trainer");
        this.failed = failed;
    }

    /** Starts what is missing, and has what is paused, deleted or changed stop; to be called after every change. */
    synchronized void reconcile() {
        if (stopped) {
            return;
        }
        running.values().forEach(this::stopUnlessAsWanted);
        for (Job job : wanted()) {
            Optional<Stream> stream = catalog.stream(job.getStream());
            if (stream.isPresent() && !running.containsKey(job.getJobId())) {
                start(job, stream.get());
            }
        }
        sayWhetherReady();
        if (running.isEmpty()) {
            nothingWanted.idle();
        } else {
            nothingWanted.busy();
        }
    }

    synchronized List<JobFigures> figures() {
        return running.values().stream().map(each -> each.loop().figures()).toList();
    }

    /** For how long none of them had anything to learn. */
    synchronized Duration idle() {
        return running.values().stream()
                .map(each -> each.loop().idle())
                .min(Duration::compareTo)
                .orElseGet(nothingWanted::time);
    }

    /** Learns all that is in the logs now and flags the ends. Fails where the one job is not there. */
    synchronized Future<Void> drain() {
        if (only.isPresent() && catalog.job(only.get()).isEmpty()) {
            return Future.failedFuture(
                    new FatalException("job " + only.get() + " is not known: expected it to be submitted"));
        }
        return Future.all(running.values().stream()
                        .map(each -> each.loop().drain())
                        .toList())
                .mapEmpty();
    }

    /** Ends all of them, each with a last snapshot; at most eight seconds. */
    void stop() throws InterruptedException {
        List<TrainerLoop> loops;
        synchronized (this) {
            stopped = true;
            loops = running.values().stream().map(Running::loop).toList();
        }
        loops.forEach(TrainerLoop::stop);
        long until = System.nanoTime() + STOP_PATIENCE.toNanos();
        for (TrainerLoop loop : loops) {
            loop.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }

    private Collection<Job> wanted() {
        Collection<Job> jobs = new ArrayList<>();
        for (Job job : catalog.jobs()) {
            if (job.getState() == JobState.RUNNING
                    && only.map(job.getJobId()::equals).orElse(true)) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private void stopUnlessAsWanted(Running each) {
        Optional<Job> now = catalog.job(each.job().getJobId());
        if (now.isEmpty() || now.get().getState() == JobState.DELETED) {
            each.loop().abandon();
        } else if (!now.get().equals(each.job())) {
            each.loop().stop(); // paused, or another setting of what may change: it is started anew with that
        }
    }

    private void start(Job job, Stream stream) {
        TrainerLoop loop = TrainerLoop.start(JobSettings.of(job), stream.getLabels(), workplace);
        running.put(job.getJobId(), new Running(job, loop));
        loop.ended().onComplete(end -> gone(job.getJobId(), end.cause()));
    }

    private void gone(String jobId, Throwable cause) {
        synchronized (this) {
            if (cause == null) {
                running.remove(jobId);
                workplace.platform().health().forget("trainer " + jobId);
            }
        }
        if (cause == null) {
            reconcile();
        } else {
            failed.accept(cause);
        }
    }

    private void sayWhetherReady() {
        Optional<Job> job = only.flatMap(catalog::job);
        if (only.isPresent() && job.isEmpty()) {
            ready.down("job " + only.get() + " is not submitted");
        } else if (job.isPresent() && job.get().getState() != JobState.RUNNING) {
            ready.down("job " + only.get() + " is " + job.get().getState());
        } else {
            ready.up();
        }
    }
}
