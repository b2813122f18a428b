package sharelora.operations.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sharelora.platform.stage.StageDeclarations;
import sharelora.platform.stage.StageProcess;
import sharelora.schemas.AdapterSnapshot;
import sharelora.schemas.Pause;

/** What a job waits for, or why it stands still, as far as the topics and the groups tell. */
final class JobNotes {

    /** A job that can start takes its snapshot of step 0 sooner. */
    private static final long STARTED_BY_NOW = 60;

    /** As the alert says it: a newest state older than this, with steps after it, is not as it should be. */
    private static final long STANDS_STILL = 1_800;

    private final JobStatus job;
    private final Instant now;
    private final List<String> notes = new ArrayList<>();

    private JobNotes(JobStatus job, Instant now) {
        this.job = job;
        this.now = now;
    }

    /** A sentence each; none of a job that is paused, deleted or finished. */
    static List<String> of(JobStatus job, Instant now) {
        return job.atWork() ? new JobNotes(job, now).all() : List.of();
    }

    private List<String> all() {
        if (job.lag().removed() > 0) {
            notes.add("cannot go on: " + job.lag().removed() + " offsets of its token batches were removed before it"
                    + " learned them; start another job with from: its last checkpoint");
        } else if (pause().isPresent()) {
            Pause pause = pause().get();
            notes.add("stands still after verdict " + pause.getVerdictId() + ": " + pause.getReason()
                    + "; `retry --job " + job.job().getJobId() + "` has it go on");
        } else {
            trainers();
        }
        job.heldOut().ifPresent(this::evaluation);
        return List.copyOf(notes);
    }

    /** The one that no operator has answered yet. */
    private Optional<Pause> pause() {
        return job.snapshot()
                .map(AdapterSnapshot::getPause)
                .filter(pause -> pause.getRetries() >= job.job().getRetries());
    }

    private void trainers() {
        long age = job.snapshot()
                .map(each -> now.getEpochSecond() - each.getTakenAt().getEpochSecond())
                .orElse(now.getEpochSecond() - job.job().getCreatedAt().getEpochSecond());
        if (job.trainers() == 0) {
            notes.add("no trainer is there: start one with `trainer`, or with `trainer --job "
                    + job.job().getJobId() + "`");
        } else if (job.snapshot().isEmpty() && age > STARTED_BY_NOW) {
            notes.add("has not started for " + Words.span(age) + " though a trainer is there; " + where());
        } else if (age > STANDS_STILL && job.lag().seconds(now) > STANDS_STILL) {
            notes.add("has taken no snapshot for " + Words.span(age) + " though batches wait and a trainer is there; "
                    + where());
        }
    }

    private static String where() {
        StageProcess trainer = StageDeclarations.TRAINER.process();
        return "the log of the " + trainer.word() + " and its /health/ready, port " + trainer.port() + ", say why";
    }

    private void evaluation(HeldOut held) {
        if (held.records() < held.needed()) {
            notes.add(held.records() + " of " + Words.records(held.needed()).replace("record", "held-out record")
                    + " that the first evaluation needs"
                    + (job.checkpoint().isPresent() ? "" : ", and no checkpoint yet"));
        }
    }
}
