package sharelora.operations.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import sharelora.operations.deadletter.DeadLetterReplay;
import sharelora.operations.deadletter.OperatorSkips;
import sharelora.operations.jobs.JobRetries;
import sharelora.operations.jobs.JobStates;
import sharelora.operations.jobs.StoredJobs;
import sharelora.operations.promotion.Pins;
import sharelora.operations.submission.JobFile;
import sharelora.operations.submission.JobFileDraft;
import sharelora.operations.submission.Submission;
import sharelora.operations.submission.Submitter;
import sharelora.operations.suite.SuiteBuild;
import sharelora.operations.suite.Suites;
import sharelora.platform.blobs.BlobStore;
import sharelora.platform.kafka.KafkaSettings;
import sharelora.schemas.AdapterOrigin;
import sharelora.schemas.Checkpoint;
import sharelora.schemas.DeadLetter;
import sharelora.schemas.Example;
import sharelora.schemas.Job;
import sharelora.schemas.JobState;
import sharelora.schemas.Source;
import sharelora.schemas.Suite;
import sharelora.schemas.Topics;

/**
 * Everything that an operator may do to jobs, streams and dead letters. Each act says in a sentence what came of it and is
 * written down on {@code operations}. All throw {@link sharelora.operations.WrongUsageException} where the act is refused, and
 * {@link sharelora.platform.failure.TransientException} where broker or blob store do not answer.
 */
public final class Controls {

    private final KafkaSettings kafka;
    private final Supplier<BlobStore> blobs;
    private final OperationLog log;

    /** @param blobs opened for what needs it */
    public Controls(KafkaSettings kafka, Supplier<BlobStore> blobs, Operator by) {
        this.kafka = kafka;
        this.blobs = blobs;
        this.log = new OperationLog(kafka, by);
    }

    /** Submits a job file. One with a problem in it is refused without a word to the broker. */
    public Outcome submit(JobFileDraft draft) {
        if (!draft.problems().isEmpty()) {
            return submitted(draft);
        }
        return log.noted("submit", draft.file().job(), () -> submitted(draft));
    }

    private Outcome submitted(JobFileDraft draft) {
        Submission written = new Submitter(kafka, blobs.get()).submit(draft);
        JobFile job = draft.file();
        boolean changed = written.job().isPresent() || written.stream().isPresent();
        return new Outcome(
                changed,
                "job " + job.job() + ": " + (written.job().isPresent() ? "submitted" : "unchanged") + ", stream "
                        + job.stream().name() + ": " + (written.stream().isPresent() ? "submitted" : "unchanged")
                        + written.job()
                                .flatMap(there -> Optional.ofNullable(there.getFrom()))
                                .map(Controls::origin)
                                .orElse(""),
                written.warnings());
    }

    private static String origin(AdapterOrigin from) {
        return ", starts from " + from.getName() + "@" + from.getSha256()
                + (from.getHead() ? " and its head" : " with a new head");
    }

    /** Has the job wait. */
    public Outcome pause(String job) {
        return state(
                "pause",
                job,
                JobState.PAUSED,
                "PAUSED; it goes on with: resume, while the stream's retention still holds what comes next");
    }

    /** Has the job go on. */
    public Outcome resume(String job) {
        return state("resume", job, JobState.RUNNING, "RUNNING");
    }

    /** Ends the job for good. */
    public Outcome delete(String job) {
        return state(
                "delete",
                job,
                JobState.DELETED,
                "DELETED; the checkpointer deletes its states when they are a day old, and its checkpoints but"
                        + " for step 0, the newest and the promoted one; stream and topics stay");
    }

    private Outcome state(String action, String job, JobState wanted, String words) {
        return log.noted(action, job, () -> {
            boolean changed = new JobStates(kafka).change(job, wanted);
            return Outcome.of(
                    changed, "job " + job + ": " + (changed ? words : "unchanged, it was " + wanted + " already"));
        });
    }

    /** Has every stage in which the job stands still try it again. */
    public Outcome retry(String id) {
        return log.noted("retry", id, () -> {
            Job job = new JobRetries(kafka).raise(id);
            return Outcome.of(
                    true,
                    "job " + id + ": tried again now in every stage where it stands still (retry " + job.getRetries()
                            + ")"
                            + (job.getState() == JobState.PAUSED
                                    ? "; it is PAUSED, and is trained again with: resume"
                                    : ""));
        });
    }

    /**
     * Pins the job to one of its checkpoints.
     *
     * @param option what the user named the checkpoint with, for the message
     * @param to checkpointId or its beginning, or the adapter's name
     */
    public Outcome rollback(String job, String option, String to) {
        return log.noted("rollback", job, () -> {
            Checkpoint checkpoint = new Pins(kafka).pin(job, option, to, blobs.get());
            return Outcome.of(
                    true,
                    "job " + job + ": pinned to step " + checkpoint.getStep() + ", checkpoint "
                            + checkpoint.getCheckpointId() + "; the aggregator publishes it");
        });
    }

    /** Takes the pin away, so that the gate decides again. */
    public Outcome promote(String job) {
        return log.noted("promote", job, () -> {
            Pins.Unpinned unpinned = new Pins(kafka).unpin(job);
            return Outcome.of(
                    unpinned.before().isPresent(),
                    "job " + job + ": "
                            + unpinned.before()
                                    .map(pin -> "no longer pinned to " + pin)
                                    .orElse("unchanged, it was not pinned")
                            + (unpinned.hasGate() ? "" : "; it has no gate, so nothing is promoted by itself"));
        });
    }

    /** Has the tokenizer make a dead letter of that record without reading it. */
    public Outcome skip(String stream, Source record) {
        return log.noted("skip", stream, () -> {
            boolean appended = new OperatorSkips(kafka).skip(stream, record);
            String place = record.getTopic() + "-" + record.getPartition() + "@" + record.getOffset();
            return Outcome.of(
                    appended,
                    "stream " + stream + ": "
                            + (appended
                                    ? place + " is skipped; the tokenizer makes it a dead letter, skipped-by-operator"
                                    : "unchanged, " + place + " is skipped already"));
        });
    }

    /** Puts the dead letters that are asked for back into their streams, each once and for all. */
    public Outcome replay(String subject, Predicate<DeadLetter> asked) {
        return log.noted("replay", subject, () -> {
            DeadLetterReplay done = DeadLetterReplay.of(kafka, asked);
            List<String> lines = new ArrayList<>();
            done.replayed()
                    .forEach((name, count) -> lines.add(
                            count + " replayed into " + Topics.examples(name).name()));
            if (lines.isEmpty()) {
                lines.add("0 replayed");
            }
            if (done.before() > 0) {
                lines.add(done.before() + " were replayed before");
            }
            done.left().forEach((why, count) -> lines.add(count + " left: " + why));
            return new Outcome(!done.replayed().isEmpty(), String.join(", ", lines), lines);
        });
    }

    /**
     * Freezes examples under a name, so that every checkpoint of the job is measured on them too.
     *
     * @return a note for each reason that examples were left out for
     */
    public SuiteOutcome suite(String job, String name, List<Example> examples) {
        SuiteOutcome[] made = new SuiteOutcome[1];
        log.noted("suite", job, () -> {
            made[0] = frozen(job, name, examples);
            return made[0].outcome();
        });
        return made[0];
    }

    private SuiteOutcome frozen(String job, String name, List<Example> examples) {
        StoredJobs jobs = new StoredJobs(kafka);
        Job there = jobs.job(job);
        SuiteBuild build = new SuiteBuild(blobs.get(), there, jobs.stream(there));
        Suite suite = build.freeze(name, examples);
        boolean added = new Suites(jobs).add(job, suite);
        List<String> notes = new ArrayList<>();
        build.skipped().forEach((reason, count) -> notes.add(count + " lines skipped: " + reason));
        Outcome outcome = new Outcome(
                added,
                "%-24s %6d records  %s".formatted(suite.getName(), suite.getRecords(), suite.getSha256())
                        + (added ? "" : ", unchanged"),
                notes);
        long left = build.skipped().values().stream().mapToLong(Long::longValue).sum();
        return new SuiteOutcome(outcome, suite.getRecords(), left);
    }
}
